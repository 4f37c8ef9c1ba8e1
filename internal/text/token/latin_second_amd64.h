	// The part of latin_amd64.s that reads words with apostrophes.

	// A word at CX with apostrophes, DX.
quoted:
	MOVQ DX, inner-176(SP)
	MOVQ CX, at-240(SP)
	JMP  simple

	// The second form of such a word: AX letters of the first at CX are left out, and DX are kept.
second:
	TESTB $1, inner-176(SP)
	JNZ  named
	MOVQ letters-184(SP), BX
	POPCNTQ BX, DX
	MOVQ R15, CX
	SUBQ DX, CX
	LZCNTQ inner-176(SP), AX
	XORQ $63, AX
	SHRXQ AX, BX, AX
	BLSRQ AX, AX
	JNZ  elision // more than a letter stands behind the last
	CMPB -1(R15), $'s'
	JNE  elision
	DECQ DX
	XORL AX, AX
	JMP  also

elision:
	TZCNTQ inner-176(SP), AX
	BZHIQ AX, BX, AX
	POPCNTQ AX, AX
	CMPQ AX, $1
	JNE  two
	MOVBLZX (CX), BX
	SUBL $'a', BX
	CMPL BX, $26
	JCC  hung
	MOVL $const_elidedLetters, AX
	BTL  BX, AX
	MOVL $1, AX
	JCC  hung
	JMP  elide

two:
	CMPQ AX, $2
	JHI  more
	JNE  hung
	MOVWLZX (CX), BX
	CMPL BX, $('q'|'u'<<8)
	JEQ  elide
	CMPL BX, $('u'|'n'<<8)
	JEQ  elide

more: // only what ends so may be elided
	CMPQ AX, $const_mostElided
	JHI  hung
	MOVBLZX -1(CX)(AX*1), BX
	CMPB BX, $'l'
	JEQ  listed
	CMPB BX, $'u'
	JNE  hung

listed:
	LEAQ (AX*8), BX
	BZHIQ BX, (CX), BX
	MOVQ AX, form-64(SP)
	LEAQ ·elidedWords(SB), AX

same:
	CMPQ BX, (AX)
	JEQ  found
	ADDQ $8, AX
	CMPQ (AX), $0
	JNE  same
	JMP  hung

found:
	MOVQ form-64(SP), AX
	JMP  elide

hung: // what stands before the last, of two letters and more, unless it is contracted or a number
	LZCNTQ inner-176(SP), AX
	XORQ $63, AX
	MOVQ letters-184(SP), BX
	SHRXQ AX, BX, BX
	POPCNTQ BX, BX
	SUBQ BX, DX
	CMPQ DX, $2
	JCS  done
	TESTB $0x40, -1(CX)(DX*1)
	JZ   done
	MOVWLZX (CX)(DX*1), AX
	CMPQ BX, $2
	JHI  hungName
	JEQ  hungPair
	MOVBLZX AX, AX
	SUBL $'a', AX
	MOVL $const_contractedLetters, BX
	BTL  AX, BX
	JCS  done
	JMP  hungName
hungPair:
	CMPL AX, $('l'|'l'<<8)
	JEQ  done
	CMPL AX, $('r'|'e'<<8)
	JEQ  done
	CMPL AX, $('v'|'e'<<8)
	JEQ  done
hungName:
	XORL AX, AX
	JMP  also

elide:
	SUBQ AX, DX

also:
	MOVQ (Term_First-Term__size)(R12), BX
	MOVQ BX, Term_First(R12) // and Term_Last
	MOVL kind-24(SP), BX
	ORL  $(const_Also<<8), BX
	MOVL BX, Term_Kind(R12)
	MOVL (Term_start-Term__size)(R12), BX
	ADDL AX, BX
	MOVL BX, Term_start(R12)
	ADDL DX, BX
	MOVL BX, Term_end(R12)
	MOVQ CX, BX
	LEAL 0(AX*8), CX
	MOVQ 8(BX), AX // as it was written: a part of it would wait for that
	MOVQ (BX), BX
	SHRQ CX, AX, BX
	SHRQ CX, AX
	LEAQ ·masks(SB), CX
	SHLQ $4, DX
	ANDQ 8(CX)(DX*1), AX
	ANDQ (CX)(DX*1), BX
	XORQ hot_key+Key_b(DI), AX
	XORQ hot_key+Key_a(DI), BX
	MOVQ BX, DX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (R11)
	ADDQ $8, R11
	ADDQ $Term__size, R12

done:
	XORL AX, AX
	MOVQ AX, inner-176(SP)
	JMP  added
