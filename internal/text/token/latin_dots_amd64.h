	// The part of latin_amd64.s that reads full stops between words, and hashtags. A word that is a hashtag, or that begins a
	// domain name, has a bit in quotes where it begins.

	// A full stop, CX, behind a letter (BX is 1) or a digit (0) and before such (DX).
dot:
	MOVL DX, AX
	ORL  BX, AX
	JZ   under
	MOVQ CX, dot-232(SP)
	MOVQ R8, AX
	ORQ  R9, AX
	NOTQ AX
	BZHIQ CX, AX, AX
	LZCNTQ AX, AX
	NEGQ AX
	ADDQ $64, AX
	MOVQ AX, start-256(SP) // of the word before
	SHRXQ AX, joints-168(SP), R13
	NEGQ AX
	ADDQ CX, AX
	BZHIQ AX, R13, R13
	JNZ  stopped
	ANDL DX, BX
	MOVL BX, inside-272(SP) // whether its segment goes on
	TESTL DX, DX
	JZ   fullStop

	// Is it of a link? BX letters of ASCII stand behind it, and then AL.
	MOVQ high-192(SP), AX
	ANDNQ R8, AX, AX
	LEAQ 1(CX), DX
	SHRXQ DX, AX, AX
	NOTQ AX
	TZCNTQ AX, BX
	ADDQ BX, DX
	CMPQ DX, $62
	JCC  beyond
	MOVBLZX (SI)(DX*1), AX
	TESTQ BX, BX
	JZ   accented
	CMPQ BX, $8
	JHI  stopped
	CMPB AL, $'-'
	JEQ  stopped
	MOVL AX, behind-264(SP)
	MOVQ BX, least-280(SP)
	CMPB AL, $0x80
	JCS  look
	CMPB AL, $0xC4 // U+0130 has a small letter of ASCII
	JEQ  stopped
	CMPB AL, $0xE2
	JEQ  stopped
	MOVQ $2, least-280(SP) // the beginning may be a top-level domain, as ve of verm is
	CMPQ BX, $2
	JCS  unlinked

look: // for the first BX letters among the top-level domains
	MOVQ  dot-232(SP), CX
	MOVQ  BX, DX
	SHLQ  $4, DX
	LEAQ  ·masks(SB), R13
	MOVQ  (R13)(DX*1), R13
	MOVQ  1(SI)(CX*1), DX
	ANDQ  R13, DX
	MOVQ  $const_topFactor, CX
	IMULQ DX, CX
	SHRQ  $const_topShift, CX

probe:
	LEAQ  ·topAt(SB), AX
	MOVWLZX (AX)(CX*2), AX
	TESTL AX, AX
	JZ    shorter
	ADDQ  ·topLabels(SB), AX
	CMPB  BX, -1(AX)
	JNE   colliding
	MOVQ  (AX), AX
	ANDQ  R13, AX
	CMPQ  AX, DX
	JEQ   top

colliding:
	INCL CX
	ANDL $const_topSlots, CX
	JMP  probe

shorter:
	CMPQ BX, least-280(SP)
	JLS  unlinked
	DECQ BX
	JMP  look

accented: // one of two bytes may begin one
	MOVWLZX 1(SI)(CX*1), AX
	CMPB AL, $0xE0
	JCC  unlinked
	PEXTL ·latinBits+0(SB), AX, AX
	MOVL AX, DX
	SHRL $5, AX
	ANDL $0x1F, DX
	LEAQ ·topFirsts(SB), BX
	MOVQ (BX)(DX*8), DX
	BTQ  AX, DX
	JCS  stopped
	JMP  unlinked

	// A domain name, if all around leaves no doubt; see domain.
top:
	MOVQ dot-232(SP), CX
	CMPL inside-272(SP), $0
	JEQ  stopped
	MOVL behind-264(SP), AX
	SUBL $' ', AX
	JCS  ended
	CMPL AX, $63
	JHI  stopped
	MOVQ $const_latinEnds, DX
	BTQ  AX, DX
	JCC  stopped

ended:
	MOVQ start-256(SP), AX
	TESTQ AX, AX
	JNZ  behind
	CMPQ SI, hot_low(DI)
	JEQ  label

behind:
	CMPB -1(SI)(AX*1), $' '
	JHI  stopped

label:
	MOVQ CX, BX
	SUBQ AX, BX
	SHRXQ AX, high-192(SP), DX
	BZHIQ BX, DX, DX
	JZ   plain
	CMPQ BX, $8
	JHI  stopped
	MOVQ many-208(SP), R13
	SHRXQ AX, R13, R13
	BZHIQ BX, R13, R13
	MOVQ R13, BX
	SHRQ $1, BX
	ORQ  R13, BX
	CMPQ BX, DX
	JNE  stopped
	JMP  bare

plain:
	CMPQ BX, $3
	JNE  bare
	CMPB (SI)(AX*1), $'w'
	JEQ  stopped

bare:
	MOVQ quotes-160(SP), DX
	BTSQ AX, DX
	MOVQ DX, quotes-160(SP)
	MOVQ dot-232(SP), CX
	JMP  goesOn

unlinked: // letters alone may be initials
	MOVQ dot-232(SP), CX
	CMPL inside-272(SP), $0
	JEQ  fullStop
	MOVQ start-256(SP), AX
	MOVBLZX (SI)(AX*1), DX
	SIZE
	ADDQ BX, AX
	CMPQ AX, CX
	JNE  goesOn
	MOVBLZX 1(SI)(CX*1), DX
	SIZE
	LEAQ 1(CX)(BX*1), BX
	MOVQ R8, AX
	ORQ  R9, AX
	BTQ  BX, AX
	JCC  stopped

goesOn:
	MOVQ dots-216(SP), DX
	BTSQ CX, DX
	MOVQ DX, dots-216(SP)

fullStop:
	MOVL $'.', AX
	JMP  apart

	// A sign, CX, before a letter, DX, begins a hashtag if a space stands before it, and behind the letters.
tag:
	TESTQ CX, CX
	JNZ  spaced
	CMPQ SI, hot_low(DI)
	JEQ  begun

spaced:
	CMPB -1(SI)(CX*1), $' '
	JHI  stopped

begun:
	CMPB (SI)(DX*1), $'9'
	JLS  stopped
	MOVQ others-32(SP), BX
	BTQ  DX, BX
	JCS  stopped // may be a mark
	MOVQ R8, BX
	ORQ  R9, BX
	SHRXQ DX, BX, BX
	NOTQ BX
	TZCNTQ BX, BX
	JZ   stopped // nothing it is
	ADDQ DX, BX
	CMPQ BX, $62
	JCC  beyond
	CMPB (SI)(BX*1), $' '
	JHI  stopped
	MOVQ tags-224(SP), BX
	BTSQ DX, BX
	MOVQ BX, tags-224(SP)
	MOVQ quotes-160(SP), BX
	BTSQ DX, BX
	MOVQ BX, quotes-160(SP)
	JMP  nextJoint

	// Of words that end, AX, those behind which a segment goes on are not added unless its end is.
whole:
	ANDNQ AX, DX, DX
	LZCNTQ DX, DX
	NEGQ DX
	ADDQ $64, DX
	BZHIQ DX, AX, AX
	JMP  ends

	// Its hashtag or its link, once it is added.
named:
	MOVQ at-240(SP), CX
	SHRXQ CX, tags-224(SP), DX
	TESTB $1, DL
	JNZ  tagged
	MOVQ link-248(SP), DX
	MOVQ SI, BX
	SUBQ hot_low(DI), BX
	ADDL hot_base(DI), BX
	ADDL BX, CX
	MOVL CX, link_start(DX)
	TZCNTQ R14, AX // where the next word ends
	ADDL BX, AX
	MOVL AX, link_end(DX)
	ADDQ $link__size, DX
	MOVQ DX, link-248(SP)
	JMP  done

tagged: // The word goes behind its hashtag.
	MOVQ (Term_First-Term__size)(R12), AX
	MOVQ AX, Term_First(R12) // and Term_Last
	MOVL kind-24(SP), AX
	MOVL AX, Term_Kind(R12)
	ORL  $const_Tag, AX
	MOVL AX, (Term_Kind-Term__size)(R12)
	MOVL (Term_start-Term__size)(R12), CX
	MOVL (Term_end-Term__size)(R12), DX
	MOVL CX, Term_start(R12)
	MOVL DX, Term_end(R12)
	MOVQ -8(R11), AX
	MOVQ AX, (R11)
	SUBQ CX, DX
	ADDQ buf+16(FP), CX
	LEAQ ·masks(SB), BX
	SHLQ $4, DX
	MOVQ 8(BX)(DX*1), AX
	MOVQ (BX)(DX*1), DX
	ANDQ 8(CX), AX
	ANDQ (CX), DX
	XORQ hot_key+Key_b(DI), AX
	MOVQ $const_tagSalt, BX
	ADDQ hot_key+Key_a(DI), BX
	XORQ BX, DX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, -8(R11)
	ADDQ $8, R11
	ADDQ $Term__size, R12
	MOVQ next-8(SP), AX
	SUBQ hot_low(DI), AX
	MOVQ AX, since+88(FP)
	JMP  done
