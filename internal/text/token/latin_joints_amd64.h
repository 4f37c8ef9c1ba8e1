	// The part of latin_amd64.s that looks at what may join words.

	// Signs that may join words. CX is where one is, DX where what follows begins. Then BX and DX tell of what stands
	// before and behind: 1 a letter, 0 a digit.
joints:
	XORL AX, AX
	MOVQ AX, tags-224(SP) // where the words begin that are hashtags, too

beside:
	TZCNTQ R10, CX
	BLSRQ R10, R10
	MOVBLZX (SI)(CX*1), AX
	LEAQ 1(CX), DX
	CMPB AL, $0xE2
	JNE  after
	ADDQ $2, DX

after:
	CMPQ DX, $62
	JCC  beyond
	CMPB AL, $'@'
	JEQ  at
	CMPB AL, $'#'
	JEQ  tag
	LEAQ -1(CX), BX
	TESTQ CX, CX
	JZ   apart
	BTQ  BX, R8
	JCC  unlettered
	MOVBLZX scratch-152(SP)(BX*1), BX
	CMPL BX, $'9'
	SETHI BL
	BTQ  DX, R8
	JCC  lead
	MOVBLZX scratch-152(SP)(DX*1), DX
	CMPL DX, $'9'
	SETHI DL
	JMP  both

lead: // of a letter of more bytes
	BTQ  DX, R9
	JCC  unjoined
	SHRXQ DX, others-32(SP), DX
	TESTB $1, DL // a mark goes on what stands before the sign
	JNZ  stopped
	MOVL $1, DX

both:
	CMPB AL, $'_'
	JEQ  under
	CMPB AL, $','
	JEQ  comma
	CMPB AL, $';'
	JEQ  comma
	CMPB AL, $'.'
	JEQ  dot
	CMPL BX, DX
	JNE  apart
	MOVL $1, BX
	SHLXQ CX, BX, BX
	ORQ  BX, quotes-160(SP)
	CMPB AL, $0xE2
	JNE  inside
	IMUL3Q $7, BX, BX

inside:
	ORQ  BX, R9
	JMP  nextJoint

comma:
	ORL  BX, DX
	JZ   under
	JMP  apart

at: // a name that runs into a letter beyond ASCII is none
	MOVQ high-192(SP), BX
	ANDNQ R8, BX, BX
	SHRXQ DX, BX, BX
	NOTQ BX
	TZCNTQ BX, BX
	ADDQ BX, DX
	CMPQ DX, $62
	JCC  beyond
	MOVBLZX (SI)(DX*1), BX
	SUBL $0xC3, BX
	CMPL BX, $(0xC8-0xC3)
	JHI  stopped
	BTQ  DX, R9
	JCS  apart
	JMP  stopped

under: // kept like a letter
	BTSQ CX, R8
	JMP  nextJoint

stopped: // words end before it
	BTSQ CX, R14
	JMP  nextJoint

unlettered:
	BTQ  BX, R9 // a mark
	JCS  stopped
	JMP  apart

unjoined:
	SHRXQ DX, high-192(SP), BX
	TESTB $1, BL
	JZ   ascii
	SHRXQ DX, signs-48(SP), BX
	TESTB $1, BL
	JZ   stopped
	JMP  apart

ascii:
	BTQ  DX, R14 // as _
	JCS  stopped

apart:
	CMPB AL, $'_'
	JEQ  stopped
	MOVL $1, BX
	SHLXQ CX, BX, BX
	CMPB AL, $0xE2
	JNE  parted
	IMUL3Q $7, BX, BX

parted:
	ORQ  BX, signs-48(SP)

nextJoint:
	TESTQ R10, R10
	JNZ  beside
	JMP  known

beyond: // looked at again with the next 64 bytes
	CMPQ CX, $62 // where words end anyway
	JCC  known
	BTSQ CX, R14
	MOVQ CX, limit-200(SP)
	JMP  known
