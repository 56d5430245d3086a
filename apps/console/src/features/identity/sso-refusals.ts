/** What a person is told whose single sign-on was refused: what happened, and whom to ask. The ledger has the exact reason. */
const SENTENCES: Readonly<Record<string, string>> = {
  sso_required:
    'Your organisation lets people in through its identity provider only. Enter your e-mail address to get there.',
  access_denied:
    'Your identity provider did not let you in, or you turned back there. Begin again; if it stays, ask whoever runs it to give you the application.',
  account_of_another_connection:
    'Your account belongs to another identity provider. Sign in as you did before, and link this one in your profile.',
  address_reassigned: 'Your address belonged to somebody else here before. Ask an administrator of your organisation.',
  connection_not_live: 'This way to sign in is not turned on. Ask an administrator of your organisation.',
  connection_unknown: 'This way to sign in does not exist any more. Ask for a new address.',
  domain_not_verified:
    'You have an account here already, and your organisation has not verified your domain. Sign in as you did before, and link your account in your profile.',
  domain_of_another_connection:
    'Addresses such as yours come in through another identity provider of your organisation. Enter your e-mail address here to get there.',
  email_not_verified:
    'You have an account here already, and your identity provider does not say that it verified your address. Sign in as you did before, and link your account in your profile.',
  intent_unknown: 'This took too long, or was begun in another browser. Begin again.',
  linked_already:
    'Your account is linked to another account of this identity provider. Remove that one in your profile first.',
  no_account: 'Nobody with your address is known here. Ask an administrator of your organisation to let you in.',
  no_email: 'Your identity provider did not say what your e-mail address is. Ask whoever runs it.',
  not_a_member: 'You do not belong to the organisation any more. Ask an administrator.',
  other_browser: 'The sign-in was begun in another browser. Begin again here.',
  other_person: 'Somebody else is signed in here now. Sign out, and begin again.',
  owner_links_herself:
    'An owner’s account is linked by the owner alone. Sign in as you did before, and link it in your profile.',
  stronger_links_herself:
    'Your account may do more than whoever set up this sign-in. Sign in as you did before, and link it in your profile.',
  proof_of_another:
    'You proved at the identity provider that you are somebody else than who works here. Go back, and use the same account.',
  proof_session_over: 'The session that this proof was for has ended. Sign in again.',
  proof_stale:
    'Your identity provider did not ask you again who you are, so that this is no fresh proof. Sign out there, go back, and prove it again.',
  session_over: 'Your session at the identity provider is over. Sign out there, and begin again.',
  subject_taken: 'That account is linked to somebody else here. Ask an administrator of your organisation.',
  suspended: 'Your membership is suspended. Ask an administrator of your organisation.',
};

const OF_THE_ANSWER =
  'What your identity provider answered could not be believed, so nobody was signed in. Begin again; if it stays, an administrator of your organisation finds the exact reason in the audit log.';

export const refusalInWords = (reason: string): string => SENTENCES[reason] ?? OF_THE_ANSWER;
