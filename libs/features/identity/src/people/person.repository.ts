import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type SystemTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { NewPerson, Person } from './person.js';
import { EmailTaken } from './person.errors.js';

const columns = { id: true, email: true, name: true } as const;

/** Rows of the table `people`. */
@Injectable()
export class PersonRepository {
  async find(tx: SystemTx, id: PersonId): Promise<Person | null> {
    const row = await rows(tx).person.findUnique({ where: { id }, select: columns });
    return row && toPerson(row);
  }

  /** @param email in lower case */
  async findByEmail(tx: SystemTx, email: string): Promise<Person | null> {
    const row = await rows(tx).person.findUnique({ where: { email }, select: columns });
    return row && toPerson(row);
  }

  /** @throws EmailTaken */
  async insert(tx: SystemTx, { id, email, name }: NewPerson, now: Date): Promise<Person> {
    try {
      return toPerson(await rows(tx).person.create({ data: { id, email, name, createdAt: now }, select: columns }));
    } catch (error) {
      if (isUniqueViolation(error))
        throw new EmailTaken(`${email} has an account already: sign in with it.`, {}, { cause: error });
      throw error;
    }
  }
}

const toPerson = (row: { id: string; email: string; name: string }): Person => ({ ...row, id: row.id as PersonId });
