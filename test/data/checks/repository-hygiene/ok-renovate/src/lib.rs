// not a library file of a linker
