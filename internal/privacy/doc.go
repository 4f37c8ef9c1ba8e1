// Package privacy finds private data in text and masks it.
//
// What it promises: [Find] gives findings in order, inside the text, on rune
// boundaries and without overlap, in time linear in the text; the same text gives the
// same findings. [Mask] leaves everything outside the findings as it is and shows of
// what is inside no more than people are used to seeing (the last four digits of a
// card). Every number with a check digit is checked: an IBAN by ISO 7064 mod 97-10
// and its country's length, a card by Luhn and its issuer's range, a phone number
// against libphonenumber's numbering plans. What carries no check digit (a password,
// a booking, order or account number) is found only after a word that announces it.
//
// What it does not promise: names and street addresses are not looked for, and a
// phone number in a national form that no clue announces is missed where it could as
// well be a price, a date or an order number.
package privacy
