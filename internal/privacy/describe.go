package privacy

// Describe names a type of finding for a reader of the language (BCP 47 base
// language), in English where the language is not known; an unknown type by itself.
func Describe(kind, lang string) string {
	if group, ok := officeOf[kind]; ok {
		kind = group
	}
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
	MAC: {"en": "device address (MAC)", "de": "Geräteadresse (MAC)", "fr": "adresse d’appareil (MAC)", "es": "dirección de dispositivo (MAC)",
		"pt": "endereço de dispositivo (MAC)", "nl": "apparaatadres (MAC)", "it": "indirizzo del dispositivo (MAC)"},
	Crypto: {"en": "crypto wallet", "de": "Krypto-Wallet", "fr": "portefeuille de cryptomonnaie", "es": "cartera de criptomonedas",
		"pt": "carteira de criptomoedas", "nl": "cryptowallet", "it": "portafoglio di criptovalute"},
	Coordinates: {"en": "coordinates", "de": "Koordinaten", "fr": "coordonnées géographiques", "es": "coordenadas",
		"pt": "coordenadas", "nl": "coördinaten", "it": "coordinate"},
	Passport: {"en": "passport number", "de": "Passnummer", "fr": "numéro de passeport", "es": "número de pasaporte",
		"pt": "número de passaporte", "nl": "paspoortnummer", "it": "numero di passaporto"},
	License: {"en": "driving licence number", "de": "Führerscheinnummer", "fr": "numéro de permis de conduire", "es": "número de permiso de conducir",
		"pt": "número da carta de condução", "nl": "rijbewijsnummer", "it": "numero di patente"},
	Vehicle: {"en": "registration plate", "de": "Kennzeichen", "fr": "plaque d’immatriculation", "es": "matrícula",
		"pt": "matrícula", "nl": "kenteken", "it": "targa"},
	Health: {"en": "health or patient number", "de": "Kranken- oder Patientennummer", "fr": "numéro de santé ou de patient", "es": "número sanitario o de paciente",
		"pt": "número de saúde ou de paciente", "nl": "zorg- of patiëntnummer", "it": "numero sanitario o di paziente"},
	Identity: {"en": "identity number", "de": "Ausweis- oder Personennummer", "fr": "numéro d’identité", "es": "número de identidad",
		"pt": "número de identificação", "nl": "identiteitsnummer", "it": "numero d’identità"},
	BirthDate: {"en": "date of birth", "de": "Geburtsdatum", "fr": "date de naissance", "es": "fecha de nacimiento",
		"pt": "data de nascimento", "nl": "geboortedatum", "it": "data di nascita"},
	OwnNumber: {"en": "number of your own", "de": "eigene Nummer", "fr": "numéro interne", "es": "número propio",
		"pt": "número próprio", "nl": "eigen nummer", "it": "numero interno"},
	Name: {"en": "name", "de": "Name", "fr": "nom", "es": "nombre",
		"pt": "nome", "nl": "naam", "it": "nome"},
	Address: {"en": "postal address", "de": "Anschrift", "fr": "adresse postale", "es": "dirección postal",
		"pt": "morada", "nl": "postadres", "it": "indirizzo postale"},
	"tax": {"en": "tax number", "de": "Steuernummer", "fr": "numéro fiscal", "es": "número fiscal",
		"pt": "número fiscal", "nl": "belastingnummer", "it": "codice fiscale"},
	"company": {"en": "company number", "de": "Firmennummer", "fr": "numéro d’entreprise", "es": "número de empresa",
		"pt": "número de empresa", "nl": "bedrijfsnummer", "it": "numero di impresa"},
	"bank": {"en": "bank number", "de": "Bankleitzahl", "fr": "numéro de banque", "es": "número de banco",
		"pt": "número de banco", "nl": "banknummer", "it": "numero di banca"},
	"profession": {"en": "professional licence number", "de": "Berufszulassungsnummer", "fr": "numéro professionnel", "es": "número de licencia profesional",
		"pt": "número de licença profissional", "nl": "beroepsnummer", "it": "numero di abilitazione"},
	"device": {"en": "device number", "de": "Gerätenummer", "fr": "numéro d’appareil", "es": "número de dispositivo",
		"pt": "número do dispositivo", "nl": "apparaatnummer", "it": "numero del dispositivo"},
}

// officeOf says what sort of number a scheme's is.
var officeOf = map[string]string{
	"us_ssn": Identity, "is_kennitala": Identity, "lv_personas_kods": Identity, "ec_cedula": Identity, "uy_ci": Identity, "ca_sin": Identity, "uk_nino": Identity, "es_nie": Identity, "es_nif": Identity, "fr_nir": Identity, "nl_bsn": Identity, "fi_personal_identity_code": Identity, "se_personnummer": Identity, "no_fodselsnummer": Identity, "dk_cpr": Identity, "be_nn": Identity, "ch_ahv": Identity, "at_svnr": Identity, "ie_pps": Identity, "cz_rc": Identity, "ro_cnp": Identity, "bg_egn": Identity, "hr_oib": Identity, "jmbg": Identity, "ee_ik": Identity, "gr_amka": Identity, "tr_national_id": Identity, "ru_snils": Identity, "pl_pesel": Identity, "de_social_security": Identity, "de_id_card": Identity, "in_aadhaar": Identity, "sg_nric_fin": Identity, "kr_rrn": Identity, "kr_frn": Identity, "th_tnin": Identity, "za_id_number": Identity, "il_id": Identity, "ng_nin": Identity, "kz_iin": Identity, "cn_ric": Identity, "tw_id": Identity, "jp_my_number": Identity, "cl_rut": Identity, "mx_curp": Identity,
	"us_itin": "tax", "ua_rnokpp": "tax", "pe_ruc": "tax", "co_nit": "tax", "nz_ird": "tax", "at_uid": "tax", "br_cpf": "tax", "ar_cuit": "tax", "mx_rfc": "tax", "it_fiscal_code": "tax", "it_vat_code": "tax", "pl_nip": "tax", "de_vat_id": "tax", "de_tax_id": "tax", "pt_nif": "tax", "ru_inn": "tax", "au_tfn": "tax", "in_pan": "tax", "in_gstin": "tax", "ph_tin": "tax",
	"br_cnpj": "company", "ch_uid": "company", "se_organisationsnummer": "company", "au_abn": "company", "au_acn": "company", "sg_uen": "company", "kr_brn": "company",
	"us_mbi": Health, "hu_taj": Health, "de_health_insurance": Health, "uk_nhs": Health, "au_medicare": Health,
	"aba_routing_number": "bank",
	"medical_license":    "profession", "us_npi": "profession", "de_lanr": "profession",
	"de_passport":        Passport,
	"uk_driving_licence": License, "kr_driver_license": License,
	"imei": "device",
}
