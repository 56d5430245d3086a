import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import { isUniqueViolation, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { NewManagedPerson, NewPerson, Person } from './person.js';
import { EmailTaken } from './person.errors.js';

const columns = { id: true, email: true, name: true, homeOrgId: true } as const;

/** Rows of the table `people`. */
@Injectable()
export class PersonRepository {
  async find(tx: SystemTx, id: PersonId): Promise<Person | null> {
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      'select id, email, name, home_org_id as "homeOrgId" from people where id = $1::uuid',
      [id],
      'person.find',
    );
    return row === undefined ? null : toPerson(row);
  }

  /**
   * Among the accounts that people made themselves: one that an org manages is never found by its address alone.
   * @param email in lower case
   */
  async findByEmail(tx: SystemTx, email: string): Promise<Person | null> {
    const row = await rows(tx).person.findFirst({ where: { email, homeOrgId: null }, select: columns });
    return row && toPerson(row);
  }

  /** Among the accounts that the org manages. */
  async findManaged(tx: SystemTx, homeOrgId: OrgId, email: string): Promise<Person | null> {
    const row = await rows(tx).person.findFirst({ where: { email, homeOrgId }, select: columns });
    return row && toPerson(row);
  }

  /** @throws EmailTaken */
  insert(tx: SystemTx, person: NewPerson, now: Date): Promise<Person> {
    return this.create(tx, { ...person, homeOrgId: null }, now);
  }

  /** @throws EmailTaken when the org has an account of that address already */
  insertManaged(tx: SystemTx, person: NewManagedPerson, now: Date): Promise<Person> {
    return this.create(tx, person, now);
  }

  /** What an identity provider or a directory says of an account that its org manages. @throws EmailTaken */
  async renameManaged(tx: SystemTx, { id, email, name, homeOrgId }: NewManagedPerson): Promise<void> {
    await translated(email, () => rows(tx).person.updateMany({ where: { id, homeOrgId }, data: { email, name } }));
  }

  private async create(tx: SystemTx, { id, email, name, homeOrgId }: Person, createdAt: Date): Promise<Person> {
    const data = { id, email, name, homeOrgId, createdAt };
    return toPerson(await translated(email, () => rows(tx).person.create({ data, select: columns })));
  }
}

async function translated<T>(email: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new EmailTaken(`${email} has an account already: sign in with it.`, {}, { cause: error });
    throw error;
  }
}

interface Row {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly homeOrgId: string | null;
}

const toPerson = (row: Row): Person => ({
  ...row,
  id: row.id as PersonId,
  homeOrgId: row.homeOrgId as OrgId | null,
});
