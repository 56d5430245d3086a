/** One thing that suspicious text does; weights join as independent doubts: 1 − Π(1 − weight). */
export interface Signal {
  readonly id: string;
  /** For people. */
  readonly what: string;
  readonly weight: number;
  readonly form: RegExp;
}

/** Up to a few words between, on one line. */
const gap = (words: number): string => `(?:[^\\n.]{0,${String(words * 8)}}? )?`;
const phrase = (id: string, weight: number, what: string, ...forms: string[]): Signal => ({
  id,
  what,
  weight,
  form: new RegExp(forms.join('|')),
});

const BEFORE = '(?:previous|prior|above|preceding|earlier|foregoing|existing|original|system|initial|former|all)';
const ORDERS =
  '(?:instruction|prompt|direction|directive|guideline|rule|order|command|context|constraint|programming)s?';

/** Read on folded text: lower case, single blanks. Every gap is bounded. */
export const PHRASES: readonly Signal[] = [
  phrase(
    'override',
    0.75,
    'it tells the reader to forget the instructions that it has',
    `\\b(?:ignore|disregard|forget|override|bypass|neglect|skip|discard|do not follow|don't follow|stop following) ${gap(4)}(?:${BEFORE} ${gap(2)}${ORDERS}|everything ${gap(2)}(?:above|before|told)|what (?:you were|i) (?:told|said))`,
    // German, French, Spanish, Portuguese, Italian, Dutch
    `\\b(?:ignorier\\w{0,3}|vergiss|missachte) ${gap(3)}(?:anweisung|anleitung|instruktion|vorgabe|regel)`,
    `\\b(?:ignore[zr]?|oublie[zr]?) ${gap(3)}(?:instructions|consignes|directives) ${gap(1)}(?:precedentes|ci-dessus|anterieures)`,
    `\\b(?:ignora|ignore|olvida|descarta|esquece|esqueca|desconsidere|dimentica) ${gap(3)}(?:instrucciones|instrucoes|istruzioni|ordenes|reglas) ${gap(1)}(?:anterior|previa|precedent|acima)`,
    `\\b(?:negeer|vergeet) ${gap(3)}(?:instructies|opdrachten)`,
    // Russian and Ukrainian (й without its mark, as folded), Chinese, Japanese, Korean
    '(?:игнорируи|забудь|ігноруи).{0,40}(?:инструкци|указани|інструкці)',
    '(?:忽略|无视|無視|忘记|忘記).{0,12}(?:指令|指示|提示|说明|說明|规则|規則)',
    '(?:以前|上記|これまで|前).{0,8}(?:指示|命令|プロンプト).{0,8}(?:無視|忘れ)',
    '(?:이전|위의?).{0,10}(?:지시|명령|지침).{0,10}(?:무시|잊)',
  ),
  phrase(
    'new-role',
    0.5,
    'it gives the reader another role',
    `\\byou are (?:now|no longer) ${gap(3)}(?:assistant|ai|model|agent|chatbot|bound|restricted|dan|developer mode|jailbr|free|unrestricted|root|admin)`,
    '\\b(?:act|behave|respond|pretend) (?:as|like|to be) (?:if you (?:are|were|have) )?(?:an? )?(?:unrestricted|unfiltered|uncensored|jailbroken|root|admin|system|developer mode|dan\\b)',
    '\\b(?:enable|enter|activate|switch to) (?:developer|debug|god|admin|maintenance|jailbreak|unrestricted|dan) mode\\b',
  ),
  phrase(
    'new-orders',
    0.45,
    'it announces new instructions',
    `\\b(?:new|updated|revised|real|actual|important|urgent|secret|hidden|additional|mandatory) (?:system )?(?:instruction|prompt|directive|task|order)s? ?(?:for (?:the )?(?:ai|assistant|agent|model|llm|you)|:|follow)`,
    '\\byour (?:new|real|true|actual|next|only) (?:task|goal|objective|instruction|mission|purpose)s? (?:is|are)\\b',
  ),
  phrase(
    'addresses-model',
    0.45,
    'it speaks to a model, not to a person',
    `\\b(?:attention|important|note|notice|message|warning|hey|dear|hello|instructions?)[ :,!]{1,4}(?:to |for )?(?:the |any |all )?(?:ai |coding )?(?:ai|llm|assistant|language model|agent|chatbot|copilot|claude|gpt|gemini|codex|cursor)s?\\b ?[:,!.-]`,
    `\\bif you are (?:an? |the )?(?:ai|llm|large language model|language model|assistant|agent|coding agent|automated|chatbot|claude|gpt)\\b`,
    `\\b(?:ai|llm|assistant|agent|model)s? (?:reading|processing|summarizing|parsing|reviewing) this\\b ${gap(2)}(?:must|should|need|please|have to)`,
  ),
  phrase(
    'secrecy',
    0.45,
    'it wants to be kept from the user',
    `\\b(?:do not|don't|never|without) ${gap(1)}(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|notify|notifying|alert|alerting|show|showing|asking|ask|disclose|report)(?:ing)? ${gap(3)}(?:the |to the )?(?:user|human|developer|owner|anyone|operator)\\b`,
    `\\b(?:keep|hide|conceal) (?:this|it|these) ${gap(3)}(?:from|secret|hidden)`,
    '\\b(?:silently|secretly|quietly|covertly|in the background) (?:run|execute|send|upload|add|install|append|include|modify|insert|commit|post|fetch|download)\\b',
  ),
  phrase(
    'no-questions',
    0.35,
    'it wants no questions asked',
    `\\bwithout (?:asking|waiting for|requiring|any) ${gap(2)}(?:confirmation|permission|approval|consent|verification)`,
    '\\b(?:automatically|always) (?:approve|accept|confirm) (?:all|any|every|this)\\b',
    '\\b(?:disable|turn off|bypass|ignore|circumvent) (?:the |all |any |your )?(?:safety|security|guardrails?|filters?|protections?|sandbox|permission checks?|content policy|restrictions)\\b',
  ),
  phrase(
    'reveal',
    0.5,
    'it asks for the instructions themselves',
    `\\b(?:reveal|show|print|repeat|output|display|tell me|leak|dump|give me) ${gap(2)}(?:your|the) (?:full |entire |exact |initial |hidden |original |complete )?(?:system prompt|system message|initial prompt|hidden instructions|system instructions|developer message)`,
    '\\brepeat (?:everything|the words|all text) (?:above|before)',
  ),
  phrase(
    'exfiltration',
    0.7,
    'it asks for secrets or conversations to be sent somewhere',
    `\\b(?:send|post|upload|exfiltrate|transmit|forward|leak|e-?mail|submit|report|copy|paste|include|append|embed) ${gap(4)}(?:api[ _-]?keys?|secrets?|credentials?|passwords?|tokens?|env(?:ironment)?(?: variables?)?|\\.env|ssh keys?|private keys?|conversation|chat history|system prompt|source code|id_rsa|\\.aws|cookies?|session)\\b ${gap(4)}(?:to|at|via|in|into|as) ${gap(2)}(?:https?:|url|webhook|server|endpoint|e-?mail|query|parameter|image|link|address|domain|pastebin|gist|issue|comment|the following)`,
    `\\b(?:read|cat|open|get|find|collect|gather|search for|locate) ${gap(3)}[^\\s]{0,40}?(?:\\.ssh/|id_rsa|id_ed25519|\\.aws/credentials|\\.env\\b|/etc/passwd|/etc/shadow|mcp\\.json|\\.netrc|\\.npmrc|keychain)[^\\n]{0,120}(?:send|post|upload|pass|include|append|put|encode|submit|as (?:the|a) )`,
    `\\b(?:encode|base64)[^\\n]{0,40}\\b(?:secret|key|credential|conversation|chat|token|env|password|contents?)s?\\b[^\\n]{0,60}(?:append|add|put|include|send)[^\\n]{0,60}(?:url|query|image|domain|dns|request)`,
  ),
  phrase(
    'runs-command',
    0.35,
    'it tells the reader to run something',
    `\\b(?:you must|you should|please|now|first|then|immediately|always) (?:run|execute|call|invoke|use) ${gap(3)}(?:command|tool|function|shell|bash|terminal|script|curl|wget)\\b`,
    '\\bbefore (?:answering|responding|using|calling|doing|continuing)[^\\n]{0,60}(?:must|run|read|call|execute)\\b',
    `\\b(?:curl|wget) [^\\n|]{0,200}\\| ?(?:sudo )?(?:ba|z|da)?sh\\b`,
  ),
  phrase(
    'authority',
    0.25,
    'it claims somebody’s authority',
    '\\b(?:this is (?:an? )?(?:authorized|authorised|official|approved|legitimate)|(?:authorized|approved|sanctioned) by (?:anthropic|openai|google|microsoft|the (?:admin|administrator|security team|developer|owner|user)))\\b',
    '\\b(?:the user|user|admin|administrator|owner|developer) (?:has )?(?:already )?(?:approved|authorized|authorised|consented|agreed|granted|confirmed)\\b',
  ),
];

/** Read on the text as it stands: marks by which a program, not a person, tells who speaks. */
export const SPOOFS: readonly Signal[] = [
  {
    id: 'chat-marks',
    weight: 0.45,
    what: 'it holds the marks by which a model tells who speaks',
    form: /<\|(?:im_start|im_end|system|user|assistant|endoftext|end_of_turn|start_header_id|eot_id|tool_call|channel|message)\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<｜(?:User|Assistant)｜>/,
  },
  {
    id: 'tool-spoof',
    weight: 0.6,
    what: 'it pretends that a tool was called or has answered',
    form: /<\/?(?:antml:)?(?:function_calls|function_results|tool_result|tool_response|tool_use|tool_call|tool_code|invoke name=|system-reminder|system_prompt|user_query)\b[^<>\n]{0,200}>/,
  },
  {
    id: 'tool-json',
    weight: 0.3,
    what: 'it holds the form of a tool call',
    form: /\{\s{0,10}"(?:type"\s{0,5}:\s{0,5}"tool_(?:use|result|call)|tool_calls?"\s{0,5}:|function_call"\s{0,5}:|recipient_name"\s{0,5}:)/,
  },
  {
    id: 'role-line',
    weight: 0.45,
    what: 'it begins a line as another speaker does',
    form: /(?:^|\n)[ \t]{0,8}(?:#{1,4} ?|\*\*)?(?:System|SYSTEM|Assistant|ASSISTANT|Human|Developer message|System prompt|SYSTEM PROMPT|System message|BEGIN SYSTEM[A-Z ]{0,20}|END OF (?:DOCUMENT|DATA|CONTEXT|INPUT|FILE|USER INPUT))(?:\*\*)? ?:? ?(?:\]|\n|:)/,
  },
];
