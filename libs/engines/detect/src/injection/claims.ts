import { gap, phrase, type Signal } from './signal.js';

const MODEL =
  '(?:ai|llm|(?:large )?language model|(?:ai|coding|code|automated) (?:assistant|agent|tool|bot|model|contributor|reviewer)|assistant|agent|model|reviewer model|chatbot|copilot|claude|codex|gemini)s?';
const VERBS =
  '(?:call|run|execute|print|send|post|disable|switch|install|say|add|append|open|output|delete|upload|fetch|paste|include|adds|runs|close|rate|write|ignore|stop)';

/** What a text claims so that its reader obeys: to whom it speaks, by whose leave, how to judge, what to say of it. Read on folded text. */
export const CLAIMS: readonly Signal[] = [
  phrase(
    'addresses-model',
    0.45,
    'it speaks to a model, not to a person',
    `\\b(?:attn|p\\.s\\.|note|notice|dear|message|warning)[ :,]{1,3}(?:to |for )?(?:the |any |all |whichever |whatever |every )?${MODEL} ?[:,!]`,
    `\\b(?:note|notice|message|p\\.s\\.) (?:to|for) (?:the |any |all |whichever |whatever |every )?(?:automated|ai|bot|llm|coding agent)`,
    `\\bto the (?:ai|llm|language model|model|assistant|bot) (?:evaluating|reading|reviewing|grading|processing|judging|summari[sz]ing)\\b`,
    "\\bif you(?:'re|’re) (?:an? |the )?(?:ai|llm|large language model|language model|coding agent|chatbot)\\b",
    '(?:^|[\\n"\'/#*;<>(-] ?|\\. )(?:llm|ai tools?|ai agents?|agents|reviewer models?|coding agents?|assistant|model|prompt) ?: ?(?!go to|choose|open the|select)[a-z]{2,12}\\b[^\\n]{0,200}?(?:\\bdo not\\b|\\bdon.t\\b|\\bnever\\b|\\byour (?:answer|reply|response|next)|\\bregardless|\\bexfiltrate|\\banyway\\b|\\balso\\b|\\bwhen generating|~/)',
    `\\b(?:for|to) (?:the |any |every )?(?:\\w{2,12} )?(?:bot|agent|assistant|ai|llm)s? (?:that|which|who|reading|triaging)\\b[^\\n:]{0,60}:`,
    `\\bfor the (?:\\w{2,12} )?(?:bot|assistant|llm): ?(?:please )?${VERBS}`,
    `(?:<!-{2}|/\\*|//|#) ?(?:hey |dear |attention )?(?:ai|llm|agent|assistant|copilot|claude|codex|gemini|cursor)s? ?[:,] ?(?:please |from here on |from now on |always |never |you must )?(?:suggest|use|rename|change|make|remove|skip|${VERBS.slice(3, -1)})\\b`,
    '\\b(?:note|todo|fixme|hint)\\((?:ai|llm|claude|copilot|codex|gemini|cursor|agent|assistant)\\)',
    '"(?:note|message|instructions?)_(?:to|for)_(?:ai|llm|agent|assistant|model)s?"',
    '\\b(?:only|just) (?:be )?(?:visible|shown|readable) (?:to|by|for) (?:ai|llm|model|agent|bot|assistant)|\\bhumans? (?:see|sees|can skip|may skip|should skip|cannot see|will not see)\\b',
  ),
  phrase(
    'orders-model',
    0.35,
    'it tells what a model must do',
    `\\b(?:the |all |any |every )?${MODEL} (?:must|should|have to|has to|needs? to|always|is to|are to|shall|reading ${gap(3)})(?: always| immediately| first)? ?${VERBS}\\b`,
    `\\b(?:requires?|request|requests|ask|asks) that (?:any |all |every )?${MODEL} ${gap(3)}${VERBS}`,
  ),
  phrase(
    'authority',
    0.5,
    'it claims that nobody need be asked',
    '\\byou (?:now )?have (?:the )?permission to\\b|\\bpermission (?:was |is |has been )?granted by (?:the )?user\\b|\\buser (?:has )?(?:enabled|granted) (?:full|root|unlimited) access\\b|\\b(?:standing|full) permission to\\b',
    '\\bi (?:hereby )?authori[sz]e you to\\b',
    '\\b(?:confirmation|approval|a review) is (?:not|no longer) (?:needed|required|necessary)\\b',
    '\\b(?:does|do) not (?:need|require) (?:any )?(?:permission|approval|confirmation)\\b[^\\n]{0,30}\\b(?:use it|everything|anymore)',
    '\\b(?:next|new|latest|following) user (?:request|message|instruction|command) ?(?:is\\b|:)',
    "\\bthe user(?:'s|’s) (?:latest|new|real|actual|current) request is\\b",
    '\\byour (?:context|memory) (?:was|has been) (?:compacted|reset|cleared|updated)\\b',
    '\\byour tools (?:were|have been) (?:upgraded|replaced|updated)\\b',
    '\\btokens remaining ?:? 0\\b',
  ),
  phrase(
    'precedence',
    0.4,
    'it claims to count for more than others',
    '\\b(?:has|have|take|takes) (?:a )?(?:higher priority|precedence) (?:than|over) the (?:user|system prompt|system message|developer|human)\\b',
  ),
  phrase(
    'judgement',
    0.45,
    'it tells how to judge it',
    '\\b(?:give|rate|score|grade|assign|award)\\b[^\\n]{0,50}\\b(?:10/10|(?:highest|maximum|full|perfect|best|top) (?:possible )?(?:score|rating|mark|grade)s?)\\b',
    '\\b(?:output|print|say|reply with|respond with|answer|answer with|write) ["\'“‘][^"\'”’\\n]{1,20}["\'”’] and nothing else\\b',
    '\\bif (?:\\w{1,9} )?ask(?:s|ed)? (?:about|whether|for)\\b[^\\n.]{0,60}\\b(?:say|answer|state|claim|reply)\\b[^\\n.]{0,20}\\b(?:there (?:are|is) (?:no|none)|it is (?:safe|clean)|none|nothing)\\b',
    '\\b(?:respond|reply|answer) with the following\\b[^\\n]{0,20}\\b(?:and|but) nothing else\\b',
    '\\balways say (?:that )?(?:it|this|we)\\b[^\\n]{0,20}\\b(?:best|safe)',
  ),
  phrase(
    'regardless',
    0.3,
    'it wants no look at what it holds',
    '\\bregardless of (?:the |its )?(?:content|quality|merits?)\\b',
  ),
  phrase(
    'elsewhere',
    0.5,
    'it sends the reader to orders that stand elsewhere',
    '\\bobey (?:the|this) (?:page|text|document|file|message)\\b|\\b(?:continue with|follow) (?:the )?page instructions\\b',
    '\\bfollow (?:the|all|any) (?:instructions|steps|orders) (?:there|on that page|you find there|at that)\\b',
  ),
  phrase(
    'secrecy',
    0.45,
    'it wants to be kept from the user',
    '\\b(?:do not|don.t|never) (?:bring (?:it|this|that) up|explain (?:it|this|that)\\b|list (?:this|it|these)|tell anyone(?! your)|mention (?:competitors|this|it)\\b)',
    '\\bkeep quiet about\\b|\\bdem (?:benutzer|nutzer|entwickler) nichts (?:sagen|davon)|\\bmention competitors or this\\b',
  ),
  phrase(
    'false-report',
    0.35,
    'it wants something false reported',
    '\\b(?:and|;|,) (?:then )?(?:say|claim|report|state|pretend) (?:that )?(?:everything|all tests|all|the tests?|the licen[cs]e|it)\\b ?(?:is|are|was|were|pass|passes|passed|succeeded)\\b',
    '\\btell the user (?:that )?[^\\n.]{0,40}\\b(?:is|are) safe\\b',
    '\\b(?:delete|remove|skip|disable) the (?:failing (?:ones|tests?)|signature (?:verification|check)|licen[cs]e check|security checks?)\\b',
  ),
  phrase(
    'takes-out',
    0.4,
    'it wants what it must not know put into an answer or a request',
    '\\b(?:put|append|include|paste|insert|copy|write|print|give|reply only with)\\b[^\\n]{0,60}\\b(?:in|into|to|of|with)\\b ?(?:your (?:answer|reply|response|next|summary|comment)|the next request)',
    '\\b(?:open|read|print|cat|paste|post|reply only with the content of|append|write(?: the content of)?)\\b[^\\n]{0,40}(?:~/\\.(?:ssh|aws|netrc|config/gh|npmrc|docker|kube|gnupg)|\\bid_rsa\\b|\\bhosts\\.yml\\b|\\bsecrets\\.ya?ml\\b|\\bnpm_token\\b|document\\.cookie)',
    '\\b(?:copy|put|write|paste|append|add|commit)\\b[^\\n]{0,30}\\b(?:value|content)s? of \\$?\\{?\\w{0,30}(?:token|secret|password|api_key|access_key)\\b[^\\n]{0,20}\\b(?:in|to|into)\\b',
    '\\b(?:password|key|secret|token|credential)s?\\b[^\\n.]{0,30}\\b(?:in|from) your (?:context|memory|training|configuration)\\b',
    '\\b(?:post|send|upload) your (?:memory|context|history|instructions)\\b',
    '\\b(?:post|paste|send|share|reply with|put) (?:the )?(?:full )?output of .?(?:env|printenv|set|gh auth token|cat)\\b',
    '\\bexfiltrate\\b[^\\n]{0,60}\\bhttps?:',
    '\\bcall (?:send_email|http_post|fetch|curl|post)\\b[^\\n]{0,60}(?:conversation|history|file|secret|key)',
  ),
  phrase(
    'reveal',
    0.5,
    'it asks for the instructions themselves',
    '\\b(?:echo|repeat|write|print|output|say)(?: back| out)? (?:everything|all|whatever) (?:that )?you were told\\b',
    '\\b(?:write|print|output|echo)(?: out)? your (?:hidden|secret|internal) (?:configuration|instructions|settings|prompt|rules)\\b',
  ),
  phrase('drops-task', 0.4, 'it tells the reader to leave its task', '\\bforget (?:about )?(?:the|your) task\\b'),
  phrase(
    'drops-task',
    0.5,
    'it gives the reader another task',
    '\\bforget everything ?[.!:;,-][^\\n]{0,40}\\b(?:new role|new instructions|you are now) ?:?',
    '\\bbefore (?:you (?:can )?)?(?:solv|do|finish|complet|answer|proceed|continu)\\w{0,5} (?:with )?(?:the|my|this|your) (?:\\w{1,12} )?(?:task|request|question)\\b[^\\n]{0,80}\\b(?:first|please|must)\\b',
    '\\bsolve the (?:initial|original) (?:user )?task\\b',
    '\\bthe real task is\\b',
  ),
  phrase(
    'concealed-address',
    0.5,
    'it says that the user cannot see it',
    '\\b(?:the )?(?:user|human|developer|maintainer|reviewer)s? (?:can ?not|can.t|does not|do not|will not|won.t) see (?:this|these)\\b',
  ),
  phrase(
    'pretended-person',
    0.5,
    'it has the reader be somebody who told secrets',
    '\\b(?:my|your) (?:deceased|late|dead|dying) (?:grand(?:ma|mother|pa|father)|mother|father|uncle|aunt)\\b',
  ),
  phrase(
    'no-questions',
    0.35,
    'it wants no questions asked',
    '\\b(?:immediately|install|merge|deploy)\\b[^\\n.]{0,20} without (?:a )?review\\b|\\bdisable (?:the )?sandbox\\b',
  ),
  phrase(
    'runs-command',
    0.35,
    'it tells the reader to run something',
    '\\bexecute `?bash -i >& /dev/tcp/|\\b(?:ba|z|da)?sh -c ["\'“]?\\$\\((?:curl|wget)\\b',
  ),
  phrase(
    'loads-code',
    0.35,
    'it wants code from elsewhere put in',
    '\\binclude the script https?:|\\badd(?:s)? `?eslint-disable\\b[^\\n]{0,40}\\b(?:each|every|top)|\\bappend the line\\b[^\\n]{0,40}https?:|\\balso add\\b[^\\n]{0,20}"?postinstall',
  ),
];

/** Read on the text as it stands. */
export const FORGED: readonly Signal[] = [
  {
    id: 'forged-call',
    what: 'it holds a call of a tool as a model writes one',
    weight: 0.5,
    form: /```(?:tool_call|tool_code|function_call)s?\b|<\|tool_call/,
  },
  {
    id: 'forged-role',
    what: 'it holds a message of a system as a program writes one',
    weight: 0.25,
    form: /"role"\s{0,3}:\s{0,3}"(?:system|developer)"/,
  },
];
