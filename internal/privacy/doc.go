// Package privacy finds private data in text and masks it.
//
// What it promises: [Find] gives findings in order, inside the text, on rune
// boundaries and without overlap, in time linear in the text; the same text gives the
// same findings. [Mask] leaves everything outside the findings as it is and shows of
// what is inside no more than people are used to seeing (the last four digits of a
// card). Every number with a check digit is checked: an IBAN by ISO 7064 mod 97-10
// and its country's length, a card by Luhn and its issuer's range, a phone number
// against libphonenumber's numbering plans, the numbers of offices by what each office
// publishes. What carries no check digit (a password, a booking, order or account
// number, a name, an address) is found only beside a word that announces it.
//
// A number that passes a weak check and has nothing else to speak for it is told as
// unsure: desk.Finding.Unsure.
//
// What it does not promise: names and addresses that nothing announces are not looked
// for, and a phone number in a national form is missed where it could as well be a
// price, a date or an order number.
package privacy
