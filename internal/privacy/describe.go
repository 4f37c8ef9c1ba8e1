package privacy

// Describe names a type of finding for a reader of the language (BCP 47 base
// language), in English where the language is not known; an unknown type by itself.
func Describe(kind, lang string) string {
	names, ok := descriptions[kind]
	if !ok {
		return kind
	}
	if name, ok := names[lang]; ok {
		return name
	}
	return names["en"]
}

var descriptions = map[string]map[string]string{
	Email: {"en": "e-mail address", "de": "E-Mail-Adresse", "fr": "adresse e-mail", "es": "dirección de correo electrónico",
		"pt": "endereço de e-mail", "nl": "e-mailadres", "it": "indirizzo e-mail"},
	Phone: {"en": "phone number", "de": "Telefonnummer", "fr": "numéro de téléphone", "es": "número de teléfono",
		"pt": "número de telefone", "nl": "telefoonnummer", "it": "numero di telefono"},
	Card: {"en": "payment card number", "de": "Kartennummer", "fr": "numéro de carte de paiement", "es": "número de tarjeta de pago",
		"pt": "número de cartão de pagamento", "nl": "betaalkaartnummer", "it": "numero di carta di pagamento"},
	IBAN: {"en": "bank account (IBAN)", "de": "Bankverbindung (IBAN)", "fr": "compte bancaire (IBAN)", "es": "cuenta bancaria (IBAN)",
		"pt": "conta bancária (IBAN)", "nl": "bankrekening (IBAN)", "it": "conto bancario (IBAN)"},
	IP: {"en": "IP address", "de": "IP-Adresse", "fr": "adresse IP", "es": "dirección IP",
		"pt": "endereço IP", "nl": "IP-adres", "it": "indirizzo IP"},
	Password: {"en": "password or PIN", "de": "Passwort oder PIN", "fr": "mot de passe ou code PIN", "es": "contraseña o PIN",
		"pt": "senha ou PIN", "nl": "wachtwoord of pincode", "it": "password o PIN"},
	Booking: {"en": "booking code", "de": "Buchungscode", "fr": "code de réservation", "es": "código de reserva",
		"pt": "código de reserva", "nl": "boekingscode", "it": "codice di prenotazione"},
	Order: {"en": "order or parcel number", "de": "Bestell- oder Sendungsnummer", "fr": "numéro de commande ou de colis", "es": "número de pedido o de envío",
		"pt": "número de encomenda", "nl": "bestel- of pakketnummer", "it": "numero d'ordine o di spedizione"},
	Account: {"en": "customer or account number", "de": "Kunden- oder Kontonummer", "fr": "numéro de client ou de compte", "es": "número de cliente o de cuenta",
		"pt": "número de cliente ou de conta", "nl": "klant- of rekeningnummer", "it": "numero cliente o di conto"},
}
