#include "tools/inspect/commands.h"

int main(int argc, char** argv) {
  return reprise::tools::run_program(reprise::tools::inspect_program(), argc, argv);
}
