package listen

import "strings"

// stopWords stand in so many posts of a language that they bring everything.
const stopWords = " a about after all also am an and any are as at be because been but by can could did do does down for from " +
	"get go got had has have he her here him his how i if in into is it its just like me more my no not now of off on one only or our " +
	"out over she so some than that the their them then there these they this to too u up us was we were what when where which who why will with would you your " +
	"aber als am auf aus bei bin bis das dass dem den der des die doch ein eine einen er es für fur hat ich im ist ja mein mit nach nicht noch nur oder sich sie sind so und uns von war was wie wir zu zum " +
	"au aux avec c ce ces dans de des du elle en est et il ils je la le les leur mais ne nous on ou par pas pour que qui sa se ses son sur te tu un une vous y " +
	"al como con del el ella es esta este lo los las mas me mi muy no nos o para pero por que se si sin su sus te un una ya yo " +
	"che di e gli ho il io ma mi non per piu sono ti da do dos em eu na nas no nos os um uma voce " +
	"de een en het ik je niet op te van voor bir bu da de ve и в не на я что с а он это у по но " +
	"の に は を が と で て た し も な い 的 了 是 在 我 不 一 有 人 这 rt via amp http https com www "

// longestStopWord is so many bytes long.
const longestStopWord = 7

func isStopWord(form string) bool {
	return len(form) <= longestStopWord && !strings.Contains(form, " ") && strings.Contains(stopWords, " "+form+" ")
}
