package listen

// everyday are common words of several languages beyond the stop words, those first that
// stand in most posts. They are what is known of the frequency of words before posts were
// heard; see rates.
const everyday = " new good day time love today people great last know see make think need want best really really year years first back right going even still work well thanks thank " +
	"please help never ever every always happy night week tomorrow yesterday morning life world man men woman women girl boy guy guys friend friends family baby kids home house " +
	"school game games play team win won watch watching movie show video song music live tonight free check news post twitter facebook follow followers following tweet tweets phone " +
	"app call called email service customer support company order account money pay paid price buy bought sell sale store shop car flight flights bus train city food eat dinner lunch " +
	"coffee water dog cat weather rain snow sun summer winter hot cold big little small long short high low old young bad worst worse better nice cool fun funny lol haha omg wow yes yeah " +
	"okay ok sorry sad mad hate hope wish feel feeling look looking looks find found give take took come came came say says said tell told talk talking ask asking keep let lets start " +
	"started stop stopped wait waiting try trying tried use used using read reading write wrote hear heard listen sleep wake run running walk hard easy fast slow late early soon again " +
	"away around another any anyone anything everyone everything someone something nothing thing things stuff way place part end full part fact real true sure maybe probably actually " +
	"literally seriously finally already almost enough lot lots many much most few both each other others same different next last hours hour minutes minute days weeks month months " +
	"monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december birthday christmas party wedding death " +
	"police president government obama trump election vote state country american america english india china london york war law court case black white red blue green " +
	"business job jobs hiring market credit card bank insurance health care doctor hospital medical cancer death tax rate rates cost costs million billion percent report data internet " +
	"online web site website blog article photo photos picture pictures page book books class college student students teacher learn study test number name list top line point link " +
	"google apple iphone ipad android windows microsoft amazon youtube netflix update version software computer laptop screen battery charge network wifi signal data down up problem " +
	"problems issue issues error fix fixed broken wrong refund delay delayed delays cancelled cancel missing lost stolen fraud scam complaint complain rude terrible horrible awful " +
	"ridiculous disappointed angry useless unacceptable customers response reply answer contact message dm number website agent manager staff team driver delivery package order delivered " +
	"shipping store product products item items quality experience waiting queue hold line times charged bill billing fee wrong damaged faulty crash crashed bug offline locked expired " +
	"heute morgen gestern danke bitte mehr sehr gut schon immer wieder haben kann wird werden wenn ganz jetzt hier dann mal alle alles leute welt jahr tag zeit leben " +
	"merci bonjour tout tous bien fait faire etre avoir aujourd hui demain jamais toujours aussi comme quand sans vie jour gens monde rien beaucoup tres bon " +
	"gracias hoy bien todo todos siempre nunca vida dia gente mejor ahora cuando quiero tengo hacer bueno buenos dias amor feliz mundo casa ver " +
	"obrigado hoje tudo todos sempre nunca bom dia gente melhor agora quando quero tenho fazer amor mundo casa ver muito mais voce pra ta " +
	"grazie oggi tutto tutti sempre mai vita giorno gente meglio adesso quando voglio fare buon buongiorno amore mondo casa molto anche ancora " +
	"vandaag goed meer heel nooit altijd mensen leven dag tijd weer nog maar met bij ook wel " +
	"bugun cok iyi ben sen ne var yok gibi kadar daha sonra zaman gun insan " +
	"yang di dan ini itu aku kamu ada tidak bisa mau sudah saya kita lagi banget orang hari ya gak aja " +
	"как так все это мы вы они было есть нет да еще если только уже когда для от из за бы мне меня просто очень сегодня " +
	"ا في من على ان ما لا هذا الله كل يا مع او هو عن يوم " +
	"이 그 나 너 오늘 진짜 너무 좋아 왜 안 더 " +
	"人 日 今 年 大 生 行 見 時 何 私 思 来 分 中 上 会 出 事 前 子 気 本 間 れ る っ い う く こ さ そ ち つ ど な に ま み め よ ら り ん あ え お か き け せ ば べ ほ ア イ ス ト ラ リ ル ン ー グ ド ッ " +
	"这 他 们 来 到 说 要 就 出 也 得 里 后 自 以 会 家 可 下 而 过 天 去 能 对 小 多 然 心 学 么 之 都 好 看 起 发 当 没 成 只 如 事 把 还 用 第 样 道 想 作 种 开 "
