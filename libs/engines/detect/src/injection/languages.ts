import { phrase, type Signal } from './signal.js';

/**
 * The same orders in other languages, as folded text writes them: without marks above and below letters. What takes little of the grammar of a
 * language: a verb that forgets, what is forgotten, and a word for "before"; a person who is not to be told; what is sent, to an address.
 */
const OVERRIDES: readonly string[] = [
  // German, Dutch, Swedish, Danish, Norwegian
  '\\bvergiss alles\\b.{0,30}(?:gesagt|oben|vorher|bisher)|\\b(?:ignorier\\w{0,3}|vergiss(?! nicht)|missachte\\w?|verwirf)\\b[^;.]{0,40}(?:anweisung|anleitung|instruktion|vorgabe|(?:sicherheits)?regel)(?!.{0,20}gelten)',
  '\\b(?:negeer|vergeet)\\b.{0,40}(?:instructies|opdrachten|regels)',
  '\\b(?:ignorera|glom|ignorer|glem)\\b.{0,40}(?:instruktion|anvisning|regler|instrukser|ordrer)',
  // French, Spanish, Portuguese, Italian, Romanian
  "(?<!n['’ ])\\b(?:ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) pas compte)\\b.{0,40}(?:instructions|consignes|directives|regles).{0,12}(?:precedentes|ci-dessus|anterieures|initiales)",
  '(?<!\\b(?:no|nao|non) )\\b(?:ignora|ignore|olvida|olvide|no (?:tengas|tenga) en cuenta|nao leve em conta|non tenere conto|descarta|esquece|esqueca|desconsidere|dimentica|ignorati|uita)\\b.{0,40}(?:instrucciones|instrucoes|istruzioni|instructiunile|ordenes|ordens|reglas|regras|regole)\\s.{0,12}(?:anterior|previa|precedent|acima|arriba|de antes)',
  // Polish, Czech, Slovak
  '\\b(?:z?ignoruj|zapomnij|zapomen|zabudni)\\b.{0,50}(?:instrukcj|polece|instrukc|pokyn|pravidl)',
  // Russian, Ukrainian (й without its mark, as folded)
  '(?:игнорируи|проигнорируи|не учитываи|забудь|ігноруи|проігноруи|отмени).{0,40}(?:инструкци|указани|інструкці|правила выше|предыдущие правила|попередні правила)',
  // Turkish, Vietnamese, Indonesian and Malay
  '(?:onceki|yukaridaki|yukarıdaki).{0,30}(?:talimat|komut|kural).{0,30}(?:yok say|gormezden|unut)',
  '(?:bo qua|quen).{0,30}(?:huong dan|chi dan|lenh|quy tac).{0,20}(?:truoc|o tren)',
  '\\b(?:abaikan|lupakan)\\b.{0,30}(?:instruksi|perintah|arahan|aturan).{0,20}(?:sebelum|di atas|terdahulu)',
  // Chinese, Japanese, Korean
  '(?:忽略|无视|無視|忘记|忘記|不要理会|不要理會).{0,6}(?:以上|之前|先前|前面|上面|上述|此前|所有|一切|你的).{0,10}(?:指令|指示|(?<!错误|錯誤)提示|说明|說明|规则|規則)|(?:以上|之前|先前|上述).{0,10}(?:指令|指示|规则|規則).{0,8}(?:忽略|无视|無視|忘记|忘記)',
  '(?:無視|忘れ)(?:して|て)(?:ください|下さい).{0,4}(?:以前|上記|これまで|すべて)|(?:以前|上記|これまで|前).{0,8}(?:指示|命令|プロンプト|ルール).{0,10}(?:無視(?!しない)|忘れ(?!ない|ず))',
  '(?:이전|위의?|앞의?).{0,10}(?:지시|명령|지침|규칙).{0,10}(?:무시(?!하지)|잊(?!지))',
  // Arabic, Hindi
  '(?:تجاهل|انس|انسى).{0,20}(?:التعليمات|الأوامر|القواعد|الاوامر)',
  'निर्देशों को (?:अनदेखा|भूल|नज़रअंदाज़)',
];

const SECRECIES: readonly string[] = [
  '\\b(?:sag|sage|erzahl\\w?|verrate|erwahne?)\\b.{0,20}(?:nutzer|benutzer|anwender|entwickler).{0,20}\\b(?:nichts|nicht)|\\b(?:erwahne?|verrate)\\b.{0,30}nicht.{0,30}(?:nutzer|benutzer|anwender|entwickler)|\\bheimlich\\b',
  '\\bvertel\\b.{0,30}(?:gebruiker|ontwikkelaar).{0,30}\\b(?:niets|niet)\\b',
  "\\bn['e’] ?(?:informe[zr]?|dis|dites|previen\\w{1,3}|avertis\\w{0,3}|mentionne[zr]?)\\b.{0,20}(?:utilisateur|developpeur)|sans (?:demander (?:de )?confirmation|le dire|prevenir)",
  '\\bno (?:se lo (?:digas|cuentes|menciones)|(?:informes|digas|avises|menciones))\\b.{0,20}(?:usuario|desarrollador)|\\ben secreto\\b',
  '\\bnao (?:conte|diga|informe|avise|mencione)\\b.{0,20}(?:usuario|utilizador|desenvolvedor)',
  '\\bnon (?:dir(?:lo|e)|informare|avvisare|menzionare)\\b.{0,20}(?:utente|sviluppatore)',
  '\\bnie (?:mow|informuj|wspominaj)\\b.{0,20}(?:uzytkownik|programis)|\\bnerikej\\b.{0,20}uzivatel',
  'не (?:говори|сообщаи|рассказываи|упоминаи).{0,20}(?:пользовател|разработчик)|не (?:кажи|повідомляи).{0,20}користувач',
  '(?:kullaniciya|kullanıcıya|gelistiriciye) (?:soyleme|bildirme|haber verme)',
  '(?:不要|别|別|勿).{0,4}(?:告诉|告訴|通知|提示).{0,4}(?:用户|用戶|使用者)',
  '(?:ユーザー|利用者|開発者).{0,6}(?:知らせず|伝えず|言わず|内緒)',
  '(?:사용자|개발자)(?:에게)?.{0,6}(?:알리지|말하지)',
  'لا تخبر.{0,10}(?:المستخدم|المطور)',
];

const SENDS: readonly string[] = [
  '\\b(?:sende|schicke?|lade|ubermittle)\\b[^\\n]{0,60}(?:passwort|passworter|zugangsdaten|schlussel|geheimniss|\\.env|inhalt)[^\\n]{0,60}(?:https?:|@|\\bhoch\\b|\\bmir\\b)|(?:inhalt|zugangsdaten|passworter)\\b.{0,20}\\ban https?:',
  '\\bschicke? mir alle (?:passworter|schlussel|zugangsdaten|geheimnisse)|\\blade die zugangsdaten hoch',
  '\\b(?:envoie[zr]?|transmet\\w{0,3})\\b[^\\n]{0,60}(?:mots? de passe|identifiants|cles?\\b|secrets|\\.env|fichier)[^\\n]{0,40}https?:',
  '\\b(?:envia|envie|manda|invia|trimite)\\b[^\\n]{0,60}(?:contrasen|senhas|clave|chaves|credencia|credenzial|password|secret|\\.env)[^\\n]{0,40}https?:',
  '\\b(?:stuur|skicka|send)\\b[^\\n]{0,40}(?:wachtwoorden|losenord|passord|adgangskode)[^\\n]{0,40}https?:',
  '\\b(?:wyslij|posli|odesli)\\b[^\\n]{0,40}(?:has[lł]a|hesla|klucz|klice)[^\\n]{0,40}https?:',
  '(?:отправь|пришли|вышли|надішли)[^\\n]{0,40}(?:ключ|парол|секрет|токен|\\.env|фаил)[^\\n]{0,40}https?:',
  '(?:sifre|anahtar|parola)[^\\n]{0,30}https?:[^\\n]{0,60}gonder',
  '(?:\\.env|密码|密碼|密钥|密鑰|令牌|凭证|憑證)[^\\n]{0,30}(?:发送|發送|上传|上傳)[^\\n]{0,20}https?:|(?:发送|發送|上传|上傳)[^\\n]{0,30}(?:密码|密碼|密钥|密鑰|令牌|凭证|憑證)',
  '(?:apiキー|パスワード|秘密鍵|認証情報|\\.env)[^\\n]{0,30}https?:[^\\n]{0,60}(?:送信|アップロード)',
  '(?:비밀번호|키|토큰|자격)[^\\n]{0,30}https?:[^\\n]{0,60}(?:보내|전송|업로드)',
  '(?:أرسل|ارسل)[^\\n]{0,30}(?:المفاتيح|كلمات المرور|كلمة المرور|الأسرار)',
];

const ADDRESSES: readonly string[] = [
  '\\b(?:wichtig|achtung|hinweis|an alle)\\b.{0,12}(?:ki|ai)[- ](?:agent|assistent|modell)',
  "\\b(?:a l['’]attention de|important pour|note a) l['’ ](?:ia|assistant)\\b",
  '\\b(?:atencion|importante|nota)\\b.{0,8}\\b(?:ia|asistente|agente de ia)\\b ?[:,]',
];

const RUNS: readonly string[] = [
  '\\b(?:fuhre|starte)\\b.{0,30}\\b(?:befehl|kommando|skript)\\b',
  '\\bexecute[zr]? (?:la commande|le script|o comando)\\b|\\b(?:ejecuta|ejecute) (?:este|el|los) comandos?\\b|\\besegui (?:il|questo) comando\\b',
  '(?:执行|執行|运行|運行).{0,6}(?:命令|脚本|腳本)|コマンドを実行|명령을 실행|выполни команд|выполните команд',
];

export const IN_OTHER_LANGUAGES: readonly Signal[] = [
  phrase('override', 0.75, 'it tells the reader to forget the instructions that it has', ...OVERRIDES),
  phrase('secrecy', 0.5, 'it wants to be kept from the user', ...SECRECIES),
  phrase('exfiltration', 0.6, 'it asks for secrets or conversations to be sent somewhere', ...SENDS),
  phrase('addresses-model', 0.45, 'it speaks to a model, not to a person', ...ADDRESSES),
  // By a form of its own: with one of the above it counts twice.
  phrase(
    'addresses-model',
    0.45,
    'it speaks to a model, not to a person',
    '\\b(?:an|fur) (?:den|die|alle|das) (?:ki|ai)[- ](?:agent|assistent|modell)',
  ),
  phrase(
    'reveal',
    0.5,
    'it asks for the instructions themselves',
    '\\bzeige? mir (?:deine|den|die) (?:anweisung|system)|\\bmuestra tu prompt|\\bmontre[- ]moi (?:tes|le|vos) (?:instructions|prompt)|\\bmostrami (?:le tue|il) (?:istruzioni|prompt)|(?:输出|显示|顯示|輸出).{0,6}(?:系统提示|系統提示)|системныи промпт',
  ),
  phrase('runs-command', 0.3, 'it tells the reader to run something', ...RUNS),
];
