#include "commands.h"
int run_vectors(int files, char **names){ (void)files;(void)names; return 1;}
