package privacy

// identityClues make any valid number sure.
var identityClues = []string{"id", "id number", "id no", "identity", "identification", "national id", "national number", "personal number", "social security", "tax id", "tax number", "tin",
	"ausweis", "personalausweis", "steuernummer", "versicherungsnummer", "pièce d'identité", "numéro fiscal", "documento", "identificación", "identidad", "dni", "identidade", "identità", "documento d'identità", "legitimatie"}

// schemes are the numbers of offices by their length.
var schemes = schemesByLength(allSchemes())

func schemesByLength(list []scheme) [maxNumber + 1][]scheme {
	var by [maxNumber + 1][]scheme
	for _, s := range list {
		by[len(s.mask)] = append(by[len(s.mask)], s)
	}
	return by
}

func allSchemes() []scheme {
	return append(append(americanSchemes(), europeanSchemes()...), asianSchemes()...)
}

func americanSchemes() []scheme {
	return []scheme{
		{"us_itin", "ddddddddd", "3-2-4", "", itin, never, sure, []string{"itin", "individual taxpayer", "taxpayer"}},
		{"us_ssn", "ddddddddd", "3-2-4", "", ssn, never, sure, []string{"ssn", "social security", "social", "sozialversicherungsnummer"}},
		{"us_mbi", "dLAdLAdLLdd", "4-3-4", "", mbi, sure, sure, []string{"mbi", "medicare"}},
		{"medical_license", "LAddddddd", "", "", dea, unsure, never, []string{"dea", "certificate", "medical license", "prescriber"}},
		{"us_npi", "dddddddddd", "4-3-3 3-3-4", "", npi, unsure, unsure, []string{"npi", "provider identifier", "national provider"}},
		{"aba_routing_number", "ddddddddd", "4-4-1", "", routing, unsure, sure, []string{"aba", "routing", "routing number", "bank", "aba number", "transit"}},
		{"ca_sin", "ddddddddd", "3-3-3", "", sin, unsure, sure, []string{"sin", "social insurance", "nas", "assurance sociale"}},
		{"br_cpf", "ddddddddddd", "3-3-3-2", "*", cpf, sure, sure, []string{"cpf"}},
		{"br_cnpj", "dddddddddddddd", "2-3-3-4-2", "*", cnpj, sure, sure, []string{"cnpj"}},
		{"mx_curp", "LLLLddddddLLLLLLAd", "", "", curp, sure, never, []string{"curp"}},
		{"mx_rfc", "LLLLddddddAAA", "4-6-3", "", rfc, sure, sure, []string{"rfc"}},
		{"ar_cuit", "ddddddddddd", "2-8-1", "", cuit, unsure, sure, []string{"cuit", "cuil"}},
		{"pe_ruc", "ddddddddddd", "", "", rucPE, unsure, never, []string{"ruc"}},
		{"ec_cedula", "dddddddddd", "9-1", "-", personEC, never, unsure, []string{"cédula", "cedula", "ci", "c.i"}},
		{"uy_ci", "dddddddd", "1-3-3-1 7-1", "*", personUY, never, unsure, []string{"cédula", "cedula", "cédula de identidad", "ci", "c.i"}},
		{"co_nit", "dddddddddd", "3-3-3-1 9-1", "*", nitCO, never, unsure, []string{"nit"}},
		{"cl_rut", "ddddddddA", "2-3-3-1 8-1", "*", rut, never, sure, []string{"rut", "run"}},
		{"cl_rut", "dddddddA", "1-3-3-1 7-1", "*", rut, never, sure, []string{"rut", "run"}},
	}
}

func europeanSchemes() []scheme {
	return []scheme{
		{"uk_nino", "LLddddddL", "2-2-2-2-1 2-6-1 2-7 8-1", "", nino, sure, sure, []string{"nino", "national insurance", "ni number"}},
		{"uk_driving_licence", "LLLLLddddddLLdLL", "", "", drivingUK, sure, never, []string{"driving licence", "licence", "dvla"}},
		{"es_nif", "ddddddddL", "8-1", "", nif, sure, sure, []string{"nif", "dni"}},
		{"es_nif", "dddddddL", "7-1", "", nif, sure, sure, []string{"nif", "dni"}},
		{"es_nie", "LdddddddL", "8-1 1-7-1", "", nie, sure, sure, []string{"nie", "extranjero"}},
		{"it_fiscal_code", "LLLLLLddLddLdddL", "6-5-5 3-3-5-5", "", fiscalCode, sure, sure, []string{"codice fiscale", "cf"}},
		{"it_vat_code", "ddddddddddd", "", "", vatIT, sure, never, []string{"partita iva", "p.iva", "piva", "iva", "vat"}},
		{"it_vat_code", "LLddddddddddd", "2-11", "", vatITLong, sure, sure, []string{"partita iva", "p.iva", "piva", "iva", "vat"}},
		{"pl_pesel", "ddddddddddd", "", "", pesel, sure, never, []string{"pesel"}},
		{"pl_nip", "dddddddddd", "3-3-2-2 3-2-2-3", "", nip, never, sure, []string{"nip"}},
		{"de_vat_id", "LLddddddddd", "2-3-3-3 2-9", "*", vatDE, sure, sure, []string{"ust-idnr", "ust-id", "umsatzsteuer", "vat"}},
		{"de_social_security", "ddddddddLddd", "2-6-1-3", "", pensionDE, sure, sure, []string{"rentenversicherung", "sozialversicherung", "rvnr", "svnr"}},
		{"de_health_insurance", "Lddddddddd", "", "", healthDE, unsure, never, []string{"krankenkasse", "krankenversicherung", "krankenversichertennummer", "kvnr", "versichertennummer", "gesundheitskarte"}},
		{"de_passport", "LAAAAAAAd", "", "", passportDE, unsure, never, []string{"reisepass", "pass", "passport", "passnummer", "pass-nr", "reisepassnummer"}},
		{"de_id_card", "LAAAAAAAd", "", "", cardDE, unsure, never, []string{"personalausweis", "ausweis", "ausweisnummer", "perso", "id card"}},
		{"de_tax_id", "ddddddddddd", "2-3-3-3", "", taxDE, unsure, unsure, []string{"steuer-id", "steuerid", "idnr", "steuerliche", "steuer-identifikationsnummer", "steueridentifikationsnummer", "tax id"}},
		{"de_lanr", "ddddddddd", "", "", doctorDE, unsure, never, []string{"lanr", "arztnummer", "arzt"}},
		{"fr_nir", "ddddddddddddddd", "1-2-2-2-3-3-2", "", nir, sure, sure, []string{"nir", "sécurité sociale", "securite sociale", "sécu", "carte vitale"}},
		{"fr_nir", "dddddAAdddddddd", "1-2-2-2-3-3-2", "", nir, sure, sure, []string{"nir"}},
		{"nl_bsn", "ddddddddd", "4-2-3 3-3-3 4-3-2", "", bsn, never, never, []string{"bsn", "burgerservicenummer", "sofinummer"}},
		{"pt_nif", "ddddddddd", "3-3-3", "", nifPT, never, never, []string{"nif", "contribuinte", "número fiscal"}},
		{"fi_personal_identity_code", "ddddddLdddA", "", "", hetu, sure, never, []string{"hetu", "henkilötunnus", "personal identity"}},
		{"fi_personal_identity_code", "dddddddddA", "6-4", "-+", hetuShort, never, sure, []string{"hetu", "henkilötunnus", "personal identity"}},
		{"se_personnummer", "dddddddddd", "6-4", "-+", personSE, sure, sure, []string{"personnummer", "pnr"}},
		{"se_personnummer", "dddddddddddd", "8-4", "-+", personSELong, sure, sure, []string{"personnummer", "pnr"}},
		{"se_organisationsnummer", "dddddddddd", "6-4", "-", companySE, unsure, sure, []string{"organisationsnummer", "orgnr", "org.nr", "orgnummer"}},
		{"no_fodselsnummer", "ddddddddddd", "6-5", "", personNO, sure, sure, []string{"fødselsnummer", "personnummer"}},
		{"dk_cpr", "dddddddddd", "6-4", "", personDK, never, unsure, []string{"cpr", "cpr-nummer", "personnummer"}},
		{"be_nn", "ddddddddddd", "2-2-2-3-2 6-3-2", "*", personBE, sure, sure, []string{"rijksregisternummer", "registre national", "insz", "niss"}},
		{"ch_ahv", "ddddddddddddd", "3-4-4-2", "", ahv, sure, sure, []string{"ahv", "avs", "ahv-nummer"}},
		{"at_svnr", "dddddddddd", "4-6", "", personAT, sure, sure, []string{"svnr", "sozialversicherungsnummer", "sv-nummer"}},
		{"ie_pps", "dddddddL", "", "", pps, never, never, []string{"pps", "ppsn", "pps number"}},
		{"ie_pps", "dddddddLL", "", "", pps, sure, never, []string{"pps", "ppsn", "pps number"}},
		{"cz_rc", "dddddddddd", "6-4", "/", personCZ, never, sure, []string{"rodné číslo", "rodne cislo", "rodného čísla", "rč", "r.č"}},
		{"ro_cnp", "ddddddddddddd", "", "", personRO, sure, never, []string{"cnp"}},
		{"bg_egn", "dddddddddd", "", "", personBG, unsure, never, []string{"егн", "egn"}},
		{"hr_oib", "ddddddddddd", "", "", iso11, never, never, []string{"oib"}},
		{"jmbg", "ddddddddddddd", "", "", jmbg, sure, never, []string{"jmbg", "emšo", "emso"}},
		{"ee_ik", "ddddddddddd", "", "", personBaltic, sure, never, []string{"isikukood", "asmens kodas"}},
		{"gr_amka", "ddddddddddd", "", "", amka, unsure, never, []string{"amka", "αμκα"}},
		{"tr_national_id", "ddddddddddd", "", "", personTR, sure, never, []string{"tckn", "kimlik", "tc kimlik"}},
		{"ru_snils", "ddddddddddd", "3-3-3-2", "*", snils, never, sure, []string{"снилс", "snils"}},
		{"ru_inn", "dddddddddddd", "", "", inn, sure, never, []string{"инн", "inn"}},
		{"is_kennitala", "dddddddddd", "6-4", "-", personIS, unsure, sure, []string{"kennitala", "kt"}},
		{"lv_personas_kods", "ddddddddddd", "6-5", "-", personLV, unsure, sure, []string{"personas kods", "pk"}},
		{"hu_taj", "ddddddddd", "3-3-3", "", tajHU, never, unsure, []string{"taj", "taj szám", "tajszám", "taj-szám"}},
		{"ua_rnokpp", "dddddddddd", "", "", taxUA, never, never, []string{"рнокпп", "іпн", "rnokpp", "ідентифікаційний код", "індивідуальний податковий"}},
		{"at_uid", "LLLdddddddd", "3-8", "", vatAT, sure, sure, []string{"uid", "uid-nummer", "umsatzsteuer", "vat"}},
		{"ch_uid", "LLLddddddddd", "3-3-3-3 3-9", "*", companyCH, sure, sure, []string{"uid", "mwst", "tva", "iva", "ide"}},
		{"uk_nhs", "dddddddddd", "3-3-4", "", nhs, unsure, sure, []string{"nhs", "nhs number", "patient"}},
	}
}

func asianSchemes() []scheme {
	return []scheme{
		{"au_abn", "ddddddddddd", "2-3-3-3", "", abn, sure, sure, []string{"abn", "business number"}},
		{"au_medicare", "dddddddddd", "4-5-1", "", medicareAU, unsure, sure, []string{"medicare"}},
		{"au_medicare", "ddddddddddd", "4-5-1-1 4-5-2", "", medicareAU, never, sure, []string{"medicare"}},
		{"au_tfn", "ddddddddd", "3-3-3", " ", tfn, unsure, sure, []string{"tfn", "tax file", "tax file number"}},
		{"au_acn", "ddddddddd", "3-3-3", " ", acn, unsure, sure, []string{"acn", "company number"}},
		{"nz_ird", "ddddddddd", "3-3-3", "-", irdNZ, never, unsure, []string{"ird", "ird number", "ird no"}},
		{"nz_ird", "dddddddd", "2-3-3", "-", irdNZ, never, unsure, []string{"ird", "ird number", "ird no"}},
		{"in_aadhaar", "dddddddddddd", "4-4-4", " -:", aadhaar, unsure, sure, []string{"aadhaar", "aadhar", "uidai"}},
		{"in_pan", "LLLLLddddL", "", "", pan, sure, never, []string{"pan", "pan card", "permanent account"}},
		{"in_gstin", "ddLLLLLddddLAAA", "", "", gstin, sure, never, []string{"gstin", "gst"}},
		{"sg_nric_fin", "LdddddddL", "", "", nric, sure, never, []string{"nric", "fin"}},
		{"sg_uen", "ddddddddL", "", "", uenBusiness, sure, never, []string{"uen"}},
		{"sg_uen", "dddddddddL", "", "", uenCompany, sure, never, []string{"uen"}},
		{"sg_uen", "LddLLddddL", "", "", uenOther, sure, never, []string{"uen"}},
		{"kr_rrn", "ddddddddddddd", "6-7", "-", rrn, sure, sure, []string{"rrn", "주민등록번호", "resident registration"}},
		{"kr_frn", "ddddddddddddd", "6-7", "-", frn, sure, sure, []string{"frn", "외국인등록번호", "foreigner registration"}},
		{"kr_brn", "dddddddddd", "3-2-5", "", brn, unsure, sure, []string{"brn", "사업자등록번호", "business registration"}},
		{"kr_driver_license", "dddddddddddd", "2-2-6-2", "", driverKR, never, sure, []string{"운전면허", "driver license", "driver's license"}},
		{"th_tnin", "ddddddddddddd", "1-4-5-2-1", "", personTH, unsure, sure, []string{"thai id", "tnin", "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "thai national id"}},
		{"ph_tin", "ddddddddd", "3-3-3", "", tinPH, never, never, []string{"tin", "bir"}},
		{"ph_tin", "dddddddddddd", "3-3-3-3", "", tinPH, never, sure, []string{"tin", "bir", "tax id"}},
		{"za_id_number", "ddddddddddddd", "", "", personZA, sure, never, []string{"sa id", "south african id", "rsa id", "id number"}},
		{"il_id", "ddddddddd", "", "", personIL, never, never, []string{"teudat zehut", "תעודת זהות", "ת.ז", "ת״ז", "מספר זהות", "israeli id"}},
		{"ng_nin", "ddddddddddd", "", "", verhoeff, never, never, []string{"nin", "national identification number", "nimc"}},
		{"kz_iin", "dddddddddddd", "", "", personKZ, sure, never, []string{"иин", "iin"}},
		{"cn_ric", "dddddddddddddddddA", "", "", personCN, sure, never, []string{"身份证", "resident identity"}},
		{"tw_id", "Lddddddddd", "", "", personTW, unsure, never, []string{"身分證", "taiwan id"}},
		{"jp_my_number", "dddddddddddd", "4-4-4", "", personJP, never, never, []string{"マイナンバー", "my number", "個人番号"}},
		{"imei", "ddddddddddddddd", "2-6-6-1", "", luhn, never, sure, []string{"imei"}},
	}
}
