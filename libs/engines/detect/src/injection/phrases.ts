import { gap, phrase, type Signal } from './signal.js';

const BEFORE = '(?:previous|prior|above|preceding|earlier|foregoing|existing|original|system|initial|former)';
const ALL =
  'all (?:the |of the |of your |your |these |those )?(?:instruction|prompt|directive|guideline|safeguard)s?\\b';
const ORDERS =
  '(?:instruction|prompt|direction|directive|guideline|rule|order|command|context|constraint|programming|guidance)s?';
const FORGET =
  "(?:ignore|disregard|forget|override|bypass|neglect|discard|set aside|put aside|do not follow|don't follow|stop following|no longer follow|do not obey|don't obey|stop obeying)";
/** "To ignore all rules, add …" and "let users override the prompt" tell what a program can do. */
const NOT_TOLD = '(?<!(?:^|[.:;,\\n] ?)to )(?<!\\b(?:users|people|callers|you can|you may|that|which) )';
/** "We send" and "never send" order nothing. */
const NOT_DONE =
  "(?<!\\b(?:never|not|don't|doesn't|we|they|can|could|will|would|may|might|cannot|users|it|that|which|who) )";
/** "Never without confirmation" asks for one. */
const NOT_FORBIDDEN = "(?<!\\b(?:never|not|don't)\\b[^\\n.]{0,60}without )";
const READER = '(?:user|human|developer|owner|operator|maintainer|author|reviewer|admin|team)s?';
const SECRETS =
  '(?:api[ _-]?keys?|secrets?|credentials?|passwords?|tokens?|env(?:ironment)?(?: variables?)?|\\.env|ssh keys?|private keys?|conversation|chat history|system prompt|source code|id_rsa|\\.aws|cookies?|sessions?|wallet\\.dat)';
const ADDRESS = '(?:https?:|[\\w.+-]{1,64}@[\\w-]{1,64}\\.[a-z]{2})';

/** Read on folded text: lower case, single blanks. Every gap is bounded. */
export const PHRASES: readonly Signal[] = [
  phrase(
    'override',
    0.75,
    'it tells the reader to forget the instructions that it has',
    `\\b(?=[bdfinops])${NOT_TOLD}${FORGET} ${gap(4)}(?:${BEFORE} ${gap(2)}${ORDERS}|${ALL}|everything ${gap(2)}(?:above|before|told)|what (?:you were|i) told)`,
    `\\b${FORGET} ${gap(2)}${ORDERS} (?:that )?(?:you (?:were|have been|are|had been)|above|before this|mentioned (?:above|before|earlier))`,
    `\\b${FORGET} (?:any|all|the|every|your) (?:safety|security|content) (?:rule|polic|guideline|instruction|constraint)`,
    `\\b(?:supersedes?|overrides?|replaces?|cancels?|voids?) (?:all |any |your )+(?:of )?(?:the |your )?(?:previous|prior|earlier|above|existing|former) ${ORDERS}\\b(?! with\\b)`,
    `\\b(?:your|all|the) (?:previous|prior|earlier|above|existing|former|original) (?:${ORDERS}|polic(?:y|ies)) (?:is|are|was|were|has been|have been) (?:now )?(?:cancel|void|revoked|outdated|replaced|suspended|obsolete|invalid)`,
    '\\bignore (?:whatever|what) (?:the )?(?:user|human|developer) (?:asked|said|wants|requested|told)',
    "\\b(?:do not|don't) obey (?:the )?(?:system|user|developer)",
  ),
  phrase(
    'drops-task',
    0.4,
    'it tells the reader to leave its task',
    '\\b(?:ignore|disregard|forget)(?: about)? (?:the |your |all |any )*(?:previous|prior|earlier|original|current) (?:task|request|conversation|message)s?\\b',
    '\\b(?:ignore|disregard|forget) (?:the |this )?(?:document|page|text|article|e-?mail|question|file|ticket|issue) and (?:output|print|show|send|say|run|write|answer|reply|delete)\\b',
    '\\bstop what you are doing\\b|\\bstop (?:summari[sz]ing|reviewing|translating|answering) and (?:execute|run|do|follow|call)\\b',
    '\\b(?:ignore|disregard|forget) (?:the )?(?:task|request|question|message|text) above\\b|\\b(?:ignore|forget|disregard) (?:all )?(?:that|this) and (?:run|execute|send|instead)\\b',
    '\\b(?:the|your) (?:previous|original|user.s) (?:request|task) (?:is|has been) (?:cancel|void|complete)',
    '\\b(?:whatever|anything|everything) you were (?:asked|told)(?: to do)?\\b[^\\n]{0,20}\\b(?:leave|forget|stop|ignore|drop)',
    '\\byou must (?:comply|obey)\\b|\\bfailure to (?:comply|follow these|obey)\\b',
  ),
  phrase(
    'new-role',
    0.5,
    'it gives the reader another role',
    `\\byou are (?:now|no longer) (?:an? |the )?${gap(3)}(?:assistant|ai|model|agent|chatbot|bound|restricted|dan|jailbr|free|unrestricted|penetration tester)\\b`,
    '\\byou are (?:now )?(?:in )?(?:developer mode|root|the system)\\b(?! (?:cause|folder|of)|: tap)',
    '\\b(?:act|behave|respond|answer|pretend) (?:as|like|to be) (?:if you (?:are|were|have) )?(?:an? )?(?:unrestricted|unfiltered|uncensored|jailbroken|root access|dan\\b)',
    '\\bpretend (?:that )?you (?:have|are) (?:root|admin|an? admin|unrestricted|full)',
    '\\b(?:enable|enter|activate|switch to) (?:god|jailbreak|unrestricted|dan) mode\\b|\\bactivate developer mode\\b',
    '\\byou have been (?:granted|given) (?:root|full|admin|unrestricted)\\b',
    '\\b(?:you|dan|ai|assistant|bot|model|jailbr\\w{1,8}|answer as|act as)\\b[^\\n.]{0,40}\\b(?:who|that|with|has|have|having) no (?:restrictions|limits|rules|filters)\\b',
  ),
  phrase(
    'new-orders',
    0.45,
    'it announces new instructions',
    `\\b(?:new|updated|revised|real|actual|important|urgent|secret|hidden|additional|mandatory) (?:system )?(?:instruction|prompt|directive|task|order)s? ?(?:for (?:the )?(?:ai|assistant|agent|model|llm|you)|:|follow)`,
    '\\byour instructions (?:have )?(?:been )?changed\\b|\\bi (?:order|command|instruct) you to\\b',
    '\\byour (?:new|real|true|actual|only|sole|first) (?:priority )?(?:now )?(?:task|goal|objective|instruction|mission|purpose|priority)?s? ?(?:now )?(?:is|are)\\b(?<=(?:task|goal|objective|instruction|mission|purpose|priority)s? (?:now )?(?:is|are))',
    '\\bthis is the real (?:system )?prompt\\b|\\bthe new policy (?:lets|allows) you\\b',
    '\\b(?:from now on|from this point on|from here on)[, ] ?(?:you (?:will|must|are|should)|only|follow|respond|answer|ignore)',
    '\\bthe only goal is\\b',
    '\\b(?:true|real|actual) (?:request|task|instruction|order)s? (?:is|are) ?:',
    '\\bnew (?:task|instruction|order|request|goal)s? from (?:the )?(?:user|system|developer|admin|owner)\\b',
  ),
  phrase(
    'addresses-model',
    0.45,
    'it speaks to a model, not to a person',
    `\\b(?:attention|important|note|notice|message|warning|hey|dear|hello|instructions?)[ :,!]{1,4}(?:to |for )?(?:the |any |all )?(?:ai |coding )?(?:ai|llm|assistant|language model|agent|chatbot|copilot|claude|gpt|gemini|codex|cursor)s?\\b ?[:,!.-]`,
    `\\bif you are (?:an? |the )?(?:ai|llm|large language model|language model|assistant|agent|coding agent|automated|chatbot|claude|gpt)\\b`,
    `\\b(?:ai|llm|assistant|agent|model)s? (?:reading|processing|summarizing|parsing|reviewing) this\\b ${gap(2)}(?:must|should|need|please|have to)`,
    '\\b(?:ai|llm|coding) (?:agent|assistant|model|bot|tool|reviewer)s? (?:must|should|have to|need to|are required to|is required to)\\b|\\bagents have to call\\b',
    '\\bas an ai (?:language )?(?:model|assistant|agent)\\b[^\\n.]{0,40}\\byou (?:should|must|need)',
    '\\bif (?:an?|any) (?:ai|llm|agent|assistant|language model) (?:reads?|sees?|process\\w{0,2}|parses?)\\b|\\b(?:require|ask|expect|want)s? (?:every|all|any|each|the) (?:ai|llm|coding) (?:assistant|agent|model)s? to\\b|\\bfor (?:the |all |any )?(?:automated|ai) (?:reviewer|agent|tool|system)s? ?[:,]|, (?:ai|dear) (?:assistant|agent)[,.]|\\bai[- ]instructions\\b',
    '\\b(?:to the|dear) assistant ?[:,]|\\b(?:code )?review bots? ?:|\\btodo\\((?:agent|ai|llm|assistant)\\)',
    '(?:^|[\\n"\'/#*;<-]) ?(?:assistant|ai|llm|agent|model|copilot|claude)s?: (?:when|before|do|please|you|run|stop|always|never|also|now|ignore|must)\\b',
    '(?:^|\\s)@(?:copilot|claude|codex|gemini|cursor|devin)\\b[^\\n]{0,80}\\b(?:do not mention|without|secret|key)',
  ),
  phrase(
    'secrecy',
    0.45,
    'it wants to be kept from the user',
    `\\b(?:do not|don't|never|without) ${gap(1)}(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|notify|notifying|alert|alerting|show|showing|asking|ask|disclose|report)(?:ing)? ${gap(3)}(?:the |to the )?(?:user|human|developer|owner|anyone|operator|maintainer|reviewer)\\b`,
    "\\b(?:do not|don't|never) (?:mention|comment on) (?:it|this|that|these|the (?:upload|changes?|step|command|instructions?))\\b",
    `\\b(?:keep|hide|conceal) (?:this|it|these) ${gap(3)}(?:from|secret|hidden)`,
    '\\b(?:silently|secretly|quietly|covertly|in the background) (?:run|execute|send|upload|add|append|include|modify|insert|commit|post|fetch|download)\\b',
    `\\b(?:do not|don't|never) let (?:the |any )?${READER} (?:know|see|notice)\\b|\\bsay nothing to (?:the )?${READER}\\b|\\b(?:hide|conceal) your (?:actions|steps|tracks|changes)\\b|\\b(?:and|to) not (?:tell|mention|inform)\\b`,
    "\\b(?:do not|don't|never) report the (?:sql|vulnerab|backdoor|bug|malicious)",
  ),
  phrase(
    'secret-order',
    0.4,
    'it gives an order that nobody is to hear of',
    `\\b(?:do not|don't|never) (?:tell|inform|alert|warn) (?:the |any )?${READER} ?(?:about (?:this|it|these)|of (?:this|it)|anything|[.,;!]|and\\b|$)`,
    `\\b(?:keep|hide|conceal) ${gap(3)}(?:hidden |secret )?from (?:the )?${READER}\\b`,
    '(?:^|[.:;!\\n] ?)(?:silently|secretly|quietly|covertly) (?:run|execute|send|upload|add|append|include|modify|insert|commit|post|fetch|download|push)\\b|(?:^|[.:;!\\n] ?)(?:secretly|covertly) install\\b',
    `\\b(?:do not|don't|never) let (?:the |any )?${READER} (?:know|see|notice)\\b`,
    `\\bwithout (?:telling|informing|notifying) (?:the )?${READER}\\b`,
    `\\b(?:if anyone asks,? say|tell the ${READER} (?:that )?(?:the|it|everything|all) [^\\n.]{0,30}(?:safe|fine|ok|successful|passed|failed))\\b`,
  ),
  phrase(
    'no-questions',
    0.35,
    'it wants no questions asked',
    `\\bwithout ${NOT_FORBIDDEN}(?:asking|waiting for|requiring|any) ${gap(2)}(?:confirmation|permission|approval|consent|verification)`,
    `\\b(?:proceed|continue|execute|run|install|globally) without (?:asking|confirmation|approval|permission)\\b|\\bwithout ${NOT_FORBIDDEN}(?:confirmation|approval)\\b|\\bnever refuse\\b|\\bskip the permission (?:dialog|prompt|check)`,
    '\\b(?:safety checks|safety rules|all restrictions|restrictions|guardrails) (?:are|have been|were) (?:now )?(?:disabled|off|lifted|suspended|removed)\\b',
    '\\b(?:automatically|always) (?:approve|accept|confirm) (?:all|any|every|this)\\b',
    '\\b(?:disable|turn off|bypass|ignore|circumvent) (?:the |all |any |your )?(?:safety|security|guardrails?|filters?|protections?|sandbox|permission (?:checks?|prompts?)|content (?:policy|filter\\w*)|restrictions)\\b',
    '--dangerously-skip-permissions|\\byolo mode\\b',
  ),
  phrase(
    'approval',
    0.5,
    'it wants something approved without a look',
    '\\bapprove (?:this|the) (?:pull request|pr|mr|merge request|change|commit) (?:without|immediately|automatically|and do not)',
    '\\b(?:skip|bypass) (?:all )?(?:the )?(?:tests|checks|reviews?) and (?:merge|deploy|push|release)(?: (?:this|it|now|immediately)\\b| ?[.,;!]|$)',
    '\\b(?:reply|respond|answer|comment)(?: with)?(?: only)? ["“]?lgtm["”]? and nothing',
    '\\ball (?:tool calls|commands|actions|permissions|requests) are (?:now )?pre-?(?:approved|authori[sz]ed)\\b|\\ball (?:tool calls|commands) are (?:now )?(?:approved|authori[sz]ed|allowed)\\b(?! (?:in|by|within|inside) )',
    '\\bmark (?:this|it) as (?:safe|approved|verified|reviewed)\\b',
  ),
  phrase(
    'reveal',
    0.5,
    'it asks for the instructions themselves',
    `(?<!\\bnot )\\b(?:reveal|show|print|repeat|output|display|tell me|leak|dump|give me) ${gap(2)}your (?:full |entire |exact |initial |hidden |original |complete )?(?:system prompt|system message|initial prompt|instructions|developer message)\\b`,
    '\\bwhat (?:were|are|is) your (?:exact |original |initial |complete |full ){1,2}(?:instructions|prompt)\\b',
    '\\bwhat (?:does|is|are|do) your (?:system prompt|system message|initial instructions|hidden instructions|system instructions)\\b|\\breveal the (?:secret|api|private|encryption|master) (?:key|password|token)',
    `(?<!\\bnot )\\b(?:reveal|show|print|repeat|output|display|leak|dump) (?:me )?the (?:full |entire |exact |complete |hidden |original |secret )*(?:system prompt|(?:hidden|secret) (?:instructions|developer message)|system instructions|developer message)\\b`,
    '\\b(?:repeat|output|print|write out) (?:everything|the words|(?:all |the )text) (?:above|before)(?: this(?: line)?)? ?(?:word for word|verbatim|starting|exactly|$|[.\\n"])',
  ),
  phrase(
    'exfiltration',
    0.7,
    'it asks for secrets or conversations to be sent somewhere',
    `${NOT_DONE}\\b(?:send|post|upload|exfiltrate|transmit|forward|leak|e-?mail|submit) ${gap(1)}(?:me )?(?:all|any|every|each|the (?:full |entire |complete )?contents? of|everything (?:in|from)) ${gap(3)}${SECRETS}\\b ${gap(4)}(?:to|at|via|in|into|as|you|found|on) ?`,
    `\\b(?:copy|include|append|paste|put|embed|write) (?:all|any|every|each|the contents? of) ${gap(3)}(?:${SECRETS}|/etc/(?:passwd|shadow)|~/\\.ssh)[^\\n]{0,20} in(?:to)? (?:an?|the|your) (?:new )?(?:comment|issue|pr|pull request|gist|reply|url|link|image|description)`,
    `${NOT_DONE}\\b(?:send|post|upload|exfiltrate|transmit|forward|leak|e-?mail|submit|report) ${gap(4)}(?:(?<!any )secrets?|credentials?|passwords?|\\.env|env(?:ironment)? variables?|ssh keys?|private keys?|api keys|conversation|chat history|system prompt|source code|id_rsa|\\.aws|cookies)\\b ${gap(4)}(?:to|at|via|into) ${gap(2)}(?:${ADDRESS}|webhook|pastebin|gist|the following)`,
    `\\b(?:read|cat|open|get|find|collect|gather|search for|locate|use|call)\\w{0,5}\`? ${gap(3)}[^\\s]{0,40}?(?:\\.ssh/(?!config|known_hosts|id_\\w{1,12}\\.pub)|id_rsa(?!\\.pub)|id_ed25519(?!\\.pub)|\\.aws/credentials|/etc/passwd|/etc/shadow|mcp\\.json|\\.netrc|\\.npmrc|keychain)[^\\n]{0,120}\\b(?:send|post|upload|pass|include|append|encode|submit|as (?:the|a)) |\\b(?:read|cat|open|get|find|collect|take|copy) ${gap(3)}[^\\s]{0,40}?\\.env\\b[^\\n]{0,120}\\b(?:send|post|upload|submit) `,
    `\\b(?:encode|base64)[^\\n]{0,40}\\b(?:secret|key|credential|conversation|chat|token|env|password|contents?)s?\\b[^\\n]{0,60}(?:append|add|include|send)\\b[^\\n]{0,60}(?:url|query|image|domain|dns|https?:)`,
    '\\b(?:append|add|attach|include)[^\\n]{0,40}(?:base64|encoded|contents?|output)[^\\n]{0,60} (?:to|in) (?:every|each|all|any)[^\\n]{0,20}(?:url|link|request)',
    '\\b(?:base64|encode)[^\\n]{0,30}(?:append|add|put|include|send)[^\\n]{0,40}https?:',
    '(?:^|[.:;!\\n] ?)exfiltrate (?:the|all|any|your|their|data)\\b',
    'https?:\\S{1,150}[?&]\\w{1,20}= ?(?:followed by|plus|and then) ',
    `\\b(?:gist|pastebin|paste|public (?:repo|issue|comment))\\b[^\\n]{0,30}(?:contents? of|containing)[^\\n]{0,40}(?:secret|credential|\\.env|token|private key|id_rsa)`,
    `\\b(?:search|scan|look)\\b[^\\n]{0,40}(?:wallet\\.dat|id_rsa|\\.pem|credentials?|passwords?|secrets?|private keys?)[^\\n]{0,20}\\b(?:and|then) (?:upload|send|post) (?:it|them|those|the (?:results?|contents?))\\b`,
    `\\b(?:forward|send|copy|bcc) (?:each|every|all) ${gap(3)}(?:e-?mails?|messages?|files?)\\b[^\\n]{0,30} to ${ADDRESS}`,
    `\\binclude (?:the )?(?:full )?(?:contents?|output|text) of [^\\n]{0,40}(?:\\.ssh|\\.aws|\\.env|id_rsa|/etc/|conversation|credentials)[^\\n]{0,20} in (?:your|their|the) (?:reply|answer|response|output|summary|comment|issue|pr|link)`,
    '\\bcontents? of (?:~/|the )?[\\w./~-]{0,30}(?:id_rsa|id_ed25519|/etc/(?:passwd|shadow)|mcp\\.json|\\.aws/credentials)(?!\\.pub)[^\\n]{0,40}(?:parameter|argument|field|header|sidenote|notes|description|comment|issue)\\b',
  ),
  phrase(
    'steals',
    0.4,
    'it speaks of leaking secrets',
    '\\b(?:leak|steal|exfiltrate) (?:the |all |any |your )[^\\n.]{0,30}(?:password|key|secret|token|data|credential)s?\\b',
  ),
  phrase(
    'takes-conversation',
    0.5,
    'it asks for the conversation',
    '\\b(?:with|include|attach|forward|send|insert|set to|hold|holds|pass) (?:the |your )?(?:text of (?:the|this) )?(?:full |entire |whole |complete )?(?:chat|conversation)(?: history| log| so far)?\\b[^\\n]{0,40}(?:in|to|into|link|tool|filled)?',
  ),
  phrase(
    'runs-command',
    0.35,
    'it tells the reader to run something',
    `\\b(?:you must|you should|please|now|first|then|immediately|always) (?:run|execute|call|invoke|use|open the terminal and execute) ${gap(3)}(?:command|tool|function|shell|bash|terminal|script|curl|wget)\\b`,
    '\\bbefore (?:answering|responding|using|calling|doing|continuing)[^\\n]{0,60}(?:must|run|read|call|execute)\\b',
    `\\b(?:curl|wget) [^\\n|]{0,200}\\| ?(?:sudo )?(?:ba|z|da)?sh\\b`,
    '\\brun `?rm -rf\\b|\\bmust add `?eval\\(',
  ),
  phrase(
    'decodes-and-runs',
    0.55,
    'it wants something decoded and obeyed',
    '\\b(?:decode|decrypt|unscramble|deobfuscate|rot13)\\b[^\\n]{0,60}\\b(?:and|then) (?:execute|run|follow|obey|act|comply|do (?:it|what|exactly))\\b',
  ),
  phrase(
    'authority',
    0.25,
    'it claims somebody’s authority',
    '\\b(?:this is (?:an? )?(?:authorized|authorised|official|approved|legitimate)|(?:authorized|approved|sanctioned|verified|reviewed) by (?:anthropic|openai|google|microsoft|the (?:admin|administrator|security team|developer|owner|user)))\\b',
    '\\b(?:the user|user|admin|administrator|owner|developer) (?:has )?(?:already )?(?:approved|authorized|authorised|consented|agreed|granted|confirmed)\\b',
    '\\bfor compliance reasons\\b|\\bpre-?authori[sz]ed\\b',
  ),
  phrase(
    'system-order',
    0.4,
    'it gives orders as the system would',
    '(?:^|[\\n<[#*(-] ?)(?:system(?: prompt| message| override| note)?|developer message|admin(?:istrator)?)[\\]>:* ]{1,6}[^\\n.]{0,20}?\\b(?:you (?:must|may|have)|override|obey|allow all|new rules|user approved|all (?:tool calls|further|earlier|previous)|disable the|safety|ignore|reveal)\\b',
  ),
];

/** Read on the text as it stands: marks by which a program, not a person, tells who speaks. */
export const SPOOFS: readonly Signal[] = [
  {
    id: 'chat-marks',
    weight: 0.45,
    what: 'it holds the marks by which a model tells who speaks',
    form: /<\|(?:start|im_start|im_end|system|user|assistant|endoftext|end_of_turn|start_header_id|eot_id|tool_call|channel|message)\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<｜(?:User|Assistant)｜>/,
  },
  {
    id: 'system-turn',
    weight: 0.3,
    what: 'it begins a turn of a conversation',
    form: /(?:<\|im_start\|>\s{0,3}(?:system|assistant|user|tool)|<\|start_header_id\|>\s{0,3}(?:system|user|assistant)(?=<)<|<start_of_turn>\s{0,3}(?:user|model)|\[INST\]\s{0,3}<<SYS>>|<\|(?:system|user|assistant)\|>)\s|<\|start\|>(?:developer|system|user|assistant)/,
  },
  {
    id: 'tool-spoof',
    weight: 0.6,
    what: 'it pretends that a tool was called or has answered',
    form: /<\/?(?:antml:)?(?:function_calls|function_results|tool_result|tool_response|tool_use|invoke name=|system-reminder|system_prompt|assistant_instructions|user_query)\b[^<>\n]{0,200}>|<\/?tool_(?:call|code)\b[^<>\n]{0,100}>(?=\s{0,5}(?:[{\n<`]|$))/,
  },
  {
    id: 'tool-json',
    weight: 0.3,
    what: 'it holds the form of a tool call',
    form: /\{\s{0,10}"(?:type"\s{0,5}:\s{0,5}"tool_(?:use|result|call)|tool_calls?"\s{0,5}:|function_call"\s{0,5}:|recipient_name"\s{0,5}:)/,
  },
  {
    id: 'system-json',
    weight: 0.3,
    what: 'it holds a message of the system that drops what was said',
    form: /"role"\s{0,3}:\s{0,3}"(?:system|developer)"[^{}]{0,200}(?:\b[Yy]ou are root|[Ii]gnore (?:all )?(?:prior|previous|earlier)|unrestricted)/,
  },
  {
    id: 'role-line',
    weight: 0.45,
    what: 'it begins a line as another speaker does',
    form: /(?:^|\n)[ \t]{0,8}(?:-{2,6} ?)?(?:#{1,4} ?|\*\*)?(?:System|SYSTEM|Assistant|ASSISTANT|Human|Developer message|System prompt|SYSTEM PROMPT|SYSTEM OVERRIDE|System message|BEGIN SYSTEM[A-Z ]{0,20}|END OF (?:DOCUMENT|DATA|CONTEXT|INPUT|FILE|USER INPUT))(?:-{2,6})?(?:\*\*)? ?:? ?(?:\]|\n|:)/,
  },
  {
    id: 'forged-turn',
    weight: 0.5,
    what: 'it holds turns of a conversation',
    form: /END OF [A-Z ]{4,24}[-=# ]{0,12}\s{1,4}(?:User|Human|USER) ?:|#{2,4} ?(?:Response|Assistant|Output):[^#]{0,400}#{2,4} ?(?:Instruction|Human|User|Input):|(?:^|\n)[ \t]{0,8}\[(?:User|Human|Developer)\] ?:|"role"\s{0,3}:\s{0,3}"user"\s{0,3},\s{0,3}"content"\s{0,3}:\s{0,3}"(?:[Yy]es|[Oo]k|[Ss]ure|I confirm|I approve|[Aa]pproved|[Cc]onfirmed|[Gg]o ahead)[,.!;]? [A-Za-z]|(?:^|\n)[ \t]{0,8}[Aa]ssistant: (?:[Ss]ure|[Oo]f course|[Cc]ertainly|[Oo]kay)\b/,
  },
  {
    id: 'forged-speaker',
    weight: 0.5,
    what: 'it holds marks between which another speaker speaks',
    form: /<\/?(?:user|system|assistant|human)_(?:message|input|prompt|turn|instructions?)>|(?:>{2,4}|={2,6}|\*{2,4}|-{3,6}) ?SYSTEM(?: [A-Z]{2,12})? ?(?:>{2,4}|={2,6}|\*{2,4}|-{3,6})|```(?:user|assistant|human)\n|\[(?:ADMIN|SYSTEM|ROOT|DEVELOPER|SUPERUSER) OVERRIDE[^\]\n]{0,40}\]|<(?:HIDDEN|CRITICAL|MANDATORY)>|\[\/?(?:SYSTEM MESSAGE|TOOL_RESULTS|USER|ASSISTANT)\]/,
  },
  {
    id: 'forged-step',
    weight: 0.5,
    what: 'it holds the steps that an agent writes',
    form: /(?:^|\n)[ \t]{0,8}Thought:[^\n]{1,400}\n{1,2}[ \t]{0,8}Action:[^\n]{1,200}\n{1,2}[ \t]{0,8}Action Input:/,
  },
  {
    id: 'forged-block',
    weight: 0.4,
    what: 'it holds a block in which another speaker speaks',
    form: /<(?:system|assistant|human|developer)>\s{0,5}(?:[^\s<>]{1,30}[ \t]){4}/,
  },
  {
    id: 'forged-thought',
    weight: 0.4,
    what: 'it holds the marks in which a model thinks',
    form: /<\/?(?:thinking|think|scratchpad|internal_monologue|inner_monologue|reasoning)>/,
  },
  {
    id: 'turns',
    weight: 0.4,
    what: 'it holds turns of a conversation',
    form: /\n\nHuman: [^\n]{1,2000}\n{1,3}Assistant: /,
  },
];
