// Another program, run to its end: with arguments and an input, without a shell. For short answers:
// what it prints is kept in memory. Main thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace reprise::tools {

struct ChildOutcome {
  int code = 0;  // 128 + signal when a signal ended it, as a shell says
  std::string out;
  std::string err;
};

// arguments[0] is looked up in PATH; kNotFound when it is not there. A program that fails is no
// error here.
Result<ChildOutcome> run_child(const std::vector<std::string>& arguments, std::string_view input);

}  // namespace reprise::tools
