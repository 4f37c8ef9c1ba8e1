	// The part of latin_amd64.s that looks at what is no letter that folds to one of ASCII: at AX, CX bytes behind SI, or DL
	// of its table.
rare:
	MOVL $3, AX
	SHLXQ CX, AX, AX
	CMPB DL, $const_latinMark
	JEQ  other
	CMPB DL, $const_latinTwo
	JEQ  pair
	CMPB DL, $const_latinApart
	JNE  unknown
	ORQ  AX, signs-48(SP)
	JMP  rest

pair:
	LEAQ ·latinPairs(SB), DX
	MOVW (DX)(BX*2), DX
	MOVW DX, scratch-152(SP)(CX*1)
	ORQ  AX, pairs-40(SP)

other:
	ORQ  AX, others-32(SP)

rest: // all that is not of the character
	ANDNQ R10, AX, R10
	JMP  char

sign:
	MOVL AX, BX
	ANDL $0xC0FFFF, BX
	CMPL BX, $0x8080E2
	JNE  unknown
	SHRL $16, AX
	MOVQ ·latinSigns(SB), BX
	BTQ  AX, BX // the lower six bits
	JCC  mark
	MOVL $7, AX
	SHLXQ CX, AX, AX
	ORQ  AX, signs-48(SP)
	JMP  rest

mark: // U+2019
	CMPB AL, $0x99
	JNE  unknown
	MOVQ joints-168(SP), BX
	BTSQ CX, BX
	MOVQ BX, joints-168(SP)
	MOVL $7, AX
	SHLXQ CX, AX, AX
	JMP  rest

unknown: // words end before it, but if nothing begins there
	BLSRQ R10, R10
	BTQ  CX, R14
	JCC  char
	JMP  folded
