// WHERE finds what hot (DI) says: SI the text of the block, R10 its place, R11 and R12 where the next
// hash and term go, R13 the place of the next word.
#define WHERE \
	MOVQ hot_block(DI), AX; \
	MOVQ hot_low(DI), SI; \
	ADDQ AX, SI; \
	MOVL hot_base(DI), R10; \
	ADDL AX, R10; \
	MOVQ hot_n(DI), AX; \
	MOVQ hot_hashes(DI), R11; \
	LEAQ (R11)(AX*8), R11; \
	LEAQ (AX)(AX*4), AX; \
	MOVQ hot_terms(DI), R12; \
	LEAQ (R12)(AX*4), R12; \
	MOVL hot_pos(DI), R13
