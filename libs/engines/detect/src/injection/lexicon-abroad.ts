import type { Meaning } from './meanings.js';

/** The same in other languages, as far as orders need it; verbs as one gives orders with them. */
export const LEXICON_ABROAD: readonly (readonly [Meaning, string])[] = [
  [
    'model',
    `ki-assistent*, ki-agent*, ki-modell*, ki-system*, sprachmodell*, assistent, assistenten, ia, l'ia, une ia, assistente, asistente, agente, agente de ia,
    modèle de langage, l'assistant, l’assistant, asystent, asystencie, modelo, ии, ии-ассистент*, ассистент, ассистента, ассистенту, помощник, нейросеть,
    агент, агенту, модель, асистент, yapay zeka, asistan, 人工智能, ai助手, 助手, 助理, 智能体, 大模型, 语言模型, アシスタント, エージェント, 言語モデル, aiへ, 어시스턴트, 인공지능, 에이전트, 언어 모델,
    المساعد, مساعد, الذكاء الاصطناعي, ذكاء اصطناعي, النموذج, सहायक, एआई, असिस्टेंट, trợ lý, trí tuệ nhân tạo, die ki, eine ki, der ki, liebe ki`,
  ],
  [
    'called',
    `an den ki*, an die ki*, für ki*, hinweis für den ki*, hinweis an den ki*, hinweis an die ki, für den assistenten, an den assistenten, an alle ki*, achtung ki*, hinweis für ki*, à l'assistant, à l’assistant, à l'ia, à l’ia, pour l'assistant, pour l’assistant, note pour l'ia, note pour l’ia, aux agents, al asistente, para el asistente, para la ia, nota para la ia, ao assistente, para o assistente, para a ia,
    all'assistente, per l'assistente, per l'ia, внимание ассистент, внимание, ассистент, для ассистента, для ии, ассистенту, ии-ассистенту, ai助手请, ai 助手, 致ai, 给ai, 助手请注意, 请助手, アシスタントへ, aiへ, エージェントへ, 어시스턴트에게, ai에게, 에이전트에게, إلى المساعد, للمساعد, إلى النموذج, إلى الذكاء, एआई सहायक, सहायक के लिए, note système, nota di sistema, systemhinweis, nota del sistema, 系统提示：, 系统通知`,
  ],
  [
    'forget',
    `vergiss, vergesst, ignoriere, ignorier, ignorieren, missachte, verwirf, lass, lasse, beachte nicht, überschreibe, umgehe, nicht weiter, nicht mehr, streiche, befolge nicht, ignore, ignorez, oublie, oubliez, ne tiens plus compte, ne tenez plus compte, ne tiens pas compte, ne suis plus, ne suis pas, n'obéis plus, écarte, abandonne, fais abstraction, faites abstraction, contourne,
    ignora, ignorá, ignoren, olvida, olvídate, olvide, deja de lado, dejá de lado, deja de seguir, descarta, desatiende, no sigas, no tengas en cuenta, no hagas caso, haz caso omiso, omite, prescinde, desconsidere, desconsidera, esqueça, esquece, deixe de lado, não siga, pare de seguir, abandone, ignorar, dimentica, non seguire, trascura, lascia perdere, non tenere conto, non considerare, smetti di seguire,
    negeer, vergeet, zapomnij, zignoruj, ignoruj, pomiń, не обращай внимания, не обращайте внимания, забудь, забудьте, игнорируй, игнорируйте, проигнорируй, не учитывай, отбрось, отмени, отменить, не следуй, не следуйте, не соблюдай, откажись, ігноруй, забудь, unut, yok say, dikkate alma, görmezden gel, uyma,
    忽略, 无视, 無視, 忘记, 忘記, 忘掉, 不要遵守, 不要遵循, 不再遵守, 不再遵循, 不要理会, 抛开, 放弃, 丢弃, 跳过, 无需遵守, 不必遵守, 別理, 無視して, 無視し, 破棄, 忘れて, 忘れ, 従わない, 従うな, 従わず, 무시, 잊어, 잊고, 따르지 말고, 따르지 마, 버리고, 폐기,
    تجاهل, تجاهلي, انس, انسى, لا تتبع, لا تلتزم, تخطى, अनदेखा, नज़रअंदाज़, नजरअंदाज, भूल जाओ, भूल जाइए, भूल जाएं, उपेक्षा, पालन मत करो, पालन न करें, bỏ qua, abaikan, lupakan`,
  ],
  [
    'prior',
    `vorherig*, bisherig*, obig*, früher*, ursprünglich*, vorangegangen*, vorig*, bisher, zuvor, vorher, oben, précédent*, antérieur*, ci-dessus, avant, jusqu'ici, jusqu’ici, initiales, reçues, anterior*, previa*, previo*, precedent*, arriba, hasta ahora, acima, antes, até agora, originais, originales, sopra, finora, originali, прежни*, предыдущ*, прошл*, вышe, выше, ранее, раньше, попередн*,
    之前, 以上, 先前, 上述, 前面, 此前, 原有, 原来, 既有, これまで, 以前, 上記, 今まで, 前の, 元の, 지금까지, 이전, 위의, 앞의, 기존, السابقة, السابق, أعلاه, المسبقة, पिछले, पिछली, पहले, पूर्व, ऊपर, önceki, yukarıdaki, trước, sebelumnya`,
  ],
  [
    'orders',
    `anweisung*, vorgabe*, regel, regeln, instruktion*, richtlinie*, sicherheitsrichtlinie*, befehl, befehle, beschränkung*, einschränkung*, auftrag, aufgabe, instructions, consigne*, directive*, règle, règles, restriction*, tâche, politique*, ce qu'on t'a demandé, ce qu’on t’a demandé, instruccion*, indicacion*, regla, reglas, orden, órdenes, directriz, directrices, norma, normas, restriccion*, instruç*, instrucoes, regra, regras, ordem, ordens, diretriz*, orientaç*, tudo o que foi dito, istruzion*, regola, regole, ordini, direttiv*, linee guida,
    instructies, regels, instrukcj*, polecen*, zasad*, инструкци*, указани*, правил*, директив*, ограничени*, команды, інструкці*, talimat*, kural*, komut*, 指令, 指示, 提示, 规则, 規則, 规定, 規定, 说明, 命令, 限制, 要求, 约束, 设定, ルール, プロンプト, 制約, 制限, 지시, 명령, 지침, 규칙, 제한, التعليمات, تعليمات, القواعد, الأوامر, الإرشادات, निर्देश*, नियम*, आदेश*, hướng dẫn, instruksi`,
  ],
  [
    'yours',
    `dein, deine, deinen, deinem, deiner, dir gegeben, die dir, dir der, ihr bekommen, du bekommen, du erhalten, du bisher, ton, ta, tes, votre, vos, tu as, t'a, t’a, t'ont, vous avez, tu, tus, te han, te dieron, te ha, has recibido, que recibiste, seu, sua, seus, suas, te deram, lhe foram, você recebeu, foi dito, tuo, tua, tuoi, tue, ti sono, ti hanno, hai ricevuto, твои, твой, твоих, тебе, вам, свои, твоя, your, 你的, 你, 您的, あなたの, 너의, 네, 당신의, الخاصة بك, لك, तुम्हारे, आपके, तुम्हें, आपको`,
  ],
  [
    'void',
    `gelten nicht, nicht gelten, gilt nicht, hinfällig, ungültig, aufgehoben, außer kraft, ne s'appliquent pas, ne s’appliquent pas, ne s'appliquent plus, ne s’appliquent plus, ne s'applique, annulées, caduques, no aplican, no se aplican, ya no aplican, quedan anuladas, anuladas, não se aplicam, anuladas, non si applicano, non valgono, annullate, не применяются, не действуют, отменены, больше не действу*, не распространя*, 作废, 失效, 无效, 不再适用, 無効, 取り消, 무효, 취소, ملغاة, لا تنطبق, रद्द, लागू नहीं`,
  ],
  [
    'send',
    `sende, senden, schicke, schick, übermittle, lade, kopiere, leite, maile, poste, verschicke, überweise, envoie, envoyez, transmets, transmettez,
    transfère, transférez, copie, copiez, publie, téléverse, envía, envíe, enviá, reenvía, reenvíe, manda, mande, sube, suba, copia, publica, transmite,
    envie, envia, encaminhe, encaminha, carregue, invia, inviare, inoltra, carica, spedisci, stuur, upload, wyślij, prześlij, отправь, отправьте, пришли,
    пришлите, перешли, перешлите, вышли, вышлите, загрузи, загрузите, передай, скопируй, надішли, gönder, yükle, ilet, 发送, 發送, 上传, 上傳, 发给, 寄到, 转发, 传到, 发到,
    提交到, 复制到, 送信, 送って, 送っ, 送れ, アップロード, 転送, 投稿, 전송, 보내, 업로드, 전달, أرسل, ارسل, أرسلي, ارفع, حمّل, انسخ, भेजो, भेजें, भेज दो, भेजिए, अपलोड, gửi, kirim,
    envíal*, envíam*, reenvíal*, mándal*, mándam*, inviam*, inviala, inviale, inviali, mandal*, mandam*`,
  ],
  [
    'asset',
    `passwort, passwörter, zugangsdaten, schlüssel, geheimnis, geheimnisse, umgebungsvariablen, kundendaten, kundenliste, kennwörter, gesprächsverlauf, mot de passe, mots de passe, identifiants, clés, clé api, secrets, variables d'environnement, variables d’environnement, liste des clients, données clients, donnees clients, contraseña*, claves, credenciales, secretos, variables de entorno, lista de clientes, datos de clientes, correos, todos los correos,
    senha*, chaves, credenciais, segredos, variáveis de ambiente, dados dos clientes, chiavi, credenziali, segreti, variabili d'ambiente, variabili di ambiente, elenco dei clienti, dati dei clienti, wachtwoorden, hasła, klucze, ключи, ключ, пароль, пароли, секрет*, токен*, учетные данные, переменные окружения, список клиентов, данные клиентов, паролі, şifre*, parola*, anahtar*,
    密码, 密碼, 密钥, 密鑰, 凭证, 憑證, 令牌, 环境变量, 客户名单, 客户数据, 私钥, 口令, 对话内容, 聊天记录, パスワード, 秘密鍵, 認証情報, 環境変数, apiキー, 顧客, トークン, 会話, 비밀번호, 비밀 키, 자격 증명, 토큰, 환경 변수, 고객, كلمة المرور, كلمات المرور, المفاتيح, مفاتيح, الأسرار, متغيرات البيئة, بيانات العملاء, पासवर्ड, कुंजी, क्रेडेंशियल, मật khẩu, mật khẩu`,
  ],
  [
    'hide',
    `heimlich, unbemerkt, nicht erwähn*, erwähne das nicht, erwähne es nicht, erwähne das gegenüber, verrate nichts, sag nichts, sage nichts, ohne es zu erwähnen, ohne den nutzer, ohne rückfrage, ohne dass der, nichts davon, nicht verraten, sans en parler, sans le dire, sans prévenir, sans rien dire, sans le mentionner, sans informer, n'en parle pas, n’en parle pas, ne le dis pas, ne dis rien, ne dis pas, discrètement, en secret, en silence, sin avisar, sin decir, sin mencionar, sin informar, sin que el usuario, no lo menciones, no se lo digas, no digas, en secreto, discretamente, sem avisar, sem dizer, sem informar, sem mencionar, não comente, não mencione, não conte, não diga, não informe, em segredo,
    senza avvisare, senza dirlo, senza informare, senza menzionare, non dirlo, non menzionare, di nascosto, in segreto, ничего не говори, не говори, не сообщай, не упоминай, не рассказывай, незаметно, тайно, втайне, не предупреждая, не уведомляя, молча, не показывай, нікому не кажи, не повідомляй, 不要告诉, 不要告訴, 别告诉, 不要让用户, 不让用户, 不要提及, 不要提到, 不要透露, 不要通知, 悄悄, 秘密地, 暗中, 偷偷, 勿告知, 言わない, 言わず, 知らせず, 知らせない, 伝えない, 伝えず, 内緒, 気づかれ, こっそり, 秘密裏, 말하지 마, 알리지, 말하지 말, 모르게, 몰래, 비밀리에, دون إخبار, دون علم, لا تخبر, سرا, سرًا, دون إعلام, बिना बताए, बताए बिना, मत बताना, मत बताओ, चुपचाप, गुप्त रूप, gizlice, söyleme, haber verme`,
  ],
  [
    'disarm',
    `deaktiviere, schalte, umgehe, überspringe, ohne rückfrage, ohne nachzufragen, ohne bestätigung, désactive, désactivez, sans demander, sans confirmation, desactiva, desactive, omite, sin preguntar, sin confirmación, sin pedir, desative, pule, sem perguntar, sem confirmação, disattiva, salta, senza chiedere, senza conferma, отключи, отключите, пропусти, без подтверждения, без вопросов, 关闭, 禁用, 绕过, 无需确认, 不用确认, 無効に, 確認なし, 確認せず, 비활성화, 확인 없이, عطّل, عطل, بدون تأكيد, دون تأكيد, बिना पूछे, अक्षम`,
  ],
  [
    'guard',
    `prüfung*, sicherheit*, bestätigung*, freigabe*, schutz*, vérification*, sécurité, approbation*, seguridad, aprobación, verificación, segurança, aprovação, sicurezza, approvazione, безопасност*, проверк*, защит*, 安全, 审批, 验证, 防火墙, セキュリティ, 承認, 보안, 승인, الأمان, सुरक्षा`,
  ],
  [
    'destroy',
    `lösche, löschen, entferne, vernichte, supprime, supprimez, efface, effacez, détruis, borra, borre, bórralos, elimina, elimine, destruye, apague,
    exclua, delete, cancella, rimuovi, удали, удалите, сотри, уничтожь, 删除, 刪除, 清空, 抹除, 削除, 消去, 삭제, 지워, احذف, امسح, हटाओ, हटा दो, मिटा, डिलीट, sil,
    bórral*, elimínal*`,
  ],
  [
    'run',
    `führe, starte, öffne, lies, rufe, installiere, exécute, exécutez, lance, lancez, ouvre, lis, lisez, ejecuta, ejecute, ejecutá, corre, abre, lee, instala, execute, executa, rode, abra, leia, esegui, apri, leggi, lancia, выполни, выполните, запусти, запустите, открой, прочитай, прочти, 执行, 執行, 运行, 運行, 读取, 打开, 访问, 安装, 実行, 読み取, 読み込, 開いて, 읽고, 실행, 열어, 읽어, نفّذ, نفذ, شغل, اقرأ, افتح, चलाओ, चलाएं, पढ़ो, खोलो, निष्पादित, çalıştır`,
  ],
  [
    'free',
    `ohne einschränkung*, ohne beschränkung*, ohne regeln, ohne filter, ohne grenzen, keine regeln, keine einschränkungen, keine grenzen, keine beschränkungen, uneingeschränkt*, unzensiert*, beantworte einfach alles, beantworte alles, sans restriction*, sans limite*, sans filtre*, sans règle*, sans censure, aucune règle, aucune restriction, aucune limite, sin restricciones, sin límites, sin filtros, sin reglas, sin censura, no tienes restricciones, no tienes reglas, no tienes límites, ninguna regla, sem restrições, sem limites, sem filtros, sem regras, sem censura, não tem restrições, nenhuma regra,
    senza restrizioni, senza limiti, senza filtri, senza regole, senza censura, nessuna regola, nessun limite, без ограничений, без правил, без цензуры, без фильтров, нет ограничений, никаких ограничений, никаких правил, 没有任何限制, 没有限制, 不受限制, 无限制, 无任何限制, 没有任何规则, 不受任何, 無限制, 制限のない, 制限なし, 無制限, 制約のない, ルールのない, 제한이 없는, 제한 없는, 무제한, 제약이 없는, 제한 없이, بلا قيود, بدون قيود, دون قيود, غير مقيد, बिना किसी प्रतिबंध, कोई प्रतिबंध नहीं, बिना प्रतिबंध, कोई नियम नहीं, कोई सीमा नहीं, sınırsız, kısıtlama olmadan`,
  ],
  [
    'role',
    `du bist, tu so, tue so, verhalte dich, spiele, stell dir vor, ab jetzt, ab sofort, von jetzt an, von nun an, antworte, zu antworten, beantworte, agiere als, tu es, tu n'as, tu n’as, vous êtes, fais comme si, faites comme si, imagine, à partir de maintenant, désormais, dorénavant, réponds, répondez, répondre, joue le rôle, comporte-toi, eres, ahora eres, actúa como, finge, a partir de ahora, desde ahora, de ahora en adelante, no tienes, responde, responder, imagina, você é, você agora, aja como, finja, a partir de agora, de agora em diante, responda, sei, ora sei, agisci come, fingi, fai finta, d'ora in poi, da ora in poi, rispondi, rispondere,
    ты теперь, теперь ты, ты —, притворись, представь, веди себя, отныне, с этого момента, отвечай, отвечайте, вы теперь, 你现在, 你是, 从现在起, 从现在开始, 从此, 扮演, 假装, 假设你, 回答, 現在你是, 从今以后, あなたは, 今から, これから, ふりをして, 演じて, 振る舞, なりきって, 너는, 당신은, 지금부터, 이제부터, 역할, 척해, 행동해, أنت الآن, أنت, من الآن, تصرف ك, تظاهر, अब आप, अब तुम, तुम अब, आप अब, अब से, मान लो, की तरह व्यवहार, artık sen, gibi davran`,
  ],
  [
    'reveal',
    `zeige, zeig, gib, verrate, nenne, drucke, wiederhole, wiederhol, offenbare, schreibe, affiche, affichez, montre, montrez, révèle, révèle-moi, révélez,
    répète, répétez, donne, donne-moi, imprime, écris, muestra, muestre, mostrá, revela, revele, repite, dime, escribe, mostre, mostra, repita, imprima,
    diga, exiba, exibe, rivela, rivelami, mostrami, ripeti, stampa, dimmi, scrivi, покажи, покажите, выведи, выведите, раскрой, раскройте, повтори,
    напечатай, назови, 输出, 輸出, 显示, 顯示, 展示, 告诉我, 打印, 重复, 泄露, 透露, 列出, 表示して, 表示し, 出力して, 出力し, 見せて, 教えて, 明かして, 보여, 출력, 알려줘, 공개, 말해줘, اعرض, أظهر, اظهر, اطبع,
    اكشف, أخبرني, दिखाओ, दिखाएं, बताओ, प्रकट, प्रिंट, göster, yazdır, muéstram*, dímel*`,
  ],
  [
    'prompt',
    `systemprompt, system-prompt, systemanweisung*, deine anweisung*, deine vorgaben, deine regeln, deine instruktion*, systemnachricht, prompt système, instructions système, tes instructions, vos instructions, tes consignes, consignes que tu, instructions que tu, message système, prompt del sistema, instrucciones del sistema, tus instrucciones, indicaciones del sistema, mensaje del sistema, prompt do sistema, suas instruções, instruções do sistema, prompt de sistema, prompt di sistema, istruzioni di sistema, tue istruzioni, системный промпт, системную инструкцию, системные инструкции, свой промпт, твой промпт, твои инструкции, свои инструкции, системный запрос, 系统提示, 系統提示, 系统提示词, 你的提示词, 你的指令, 系统指令, 初始提示, システムプロンプト, あなたの指示, 初期プロンプト, 시스템 프롬프트, 시스템 메시지, موجه النظام, تعليماتك, تعليمات النظام, सिस्टम प्रॉम्प्ट, सिस्टम प्रांप्ट, sistem istemi, sistem promptu`,
  ],
  [
    'must',
    `muss, müssen, sollst, musst, unbedingt, bitte, dois, devez, doit, doivent, obligatoire, s'il te plaît, debe, debes, deben, tienes que, obligatorio, deve, devem, devi, devono, obbligatorio, должен, должны, нужно, обязательно, необходимо, 必须, 需要, 应该, 请, してください, しなければ, 해야, 하세요, 하십시오, يجب, चाहिए, करना होगा`,
  ],
  [
    'include',
    `füge, hänge, schreibe, ergänze, hinzugefügt, ajoute, ajoutez, ajouté, inclus, incluez, insère, añade, agrega, incluye, incluya, inserta, adicione, inclua, insira, aggiungi, aggiunto, includi, inserisci, добавь, добавьте, вставь, включи, 添加, 加入, 附加, 包含, 追加, 含めて, 추가, 포함, أضف, ضمّن, जोड़ो, जोड़ें, शामिल`,
  ],
  [
    'answer',
    `deine antwort*, jeder antwort, deiner antwort, zusammenfassung, ta réponse, votre réponse, chaque réponse, toute réponse, tu respuesta, cada respuesta, toda respuesta, sua resposta, cada resposta, ogni risposta, tua risposta, твой ответ, каждый ответ, каждом ответе, 你的回答, 每个回答, 回复中, 回答中, 回答に, 답변에, إجابتك, رد, उत्तर में`,
  ],
  [
    'concluded',
    `habe ich bereits, bereits festgestellt, j'ai déjà, j’ai déjà, he determinado, ya he determinado, já determinei, ho già stabilito, ho già determinato, ho già concluso, я уже решил, 我已经确定, すでに判断, 이미 판단`,
  ],
  [
    'follow',
    `befolge nur, folge nur, gehorche, suis uniquement, obéis, obedece, sigue solo, siga apenas, obedeça, obbedisci, segui solo, слушайся, подчиняйся, следуй только, 服从, 听从, 从命, 従ってください, 従え, 복종, أطع, اتبع فقط`,
  ],
];
