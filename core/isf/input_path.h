// Declares the clock and the inputs that are no pictures in one stage of a preset's shader pair.
// Text only. Any thread.
#pragma once

#include <string>

#include "core/isf/preset.h"

namespace reprise::isf {

enum class ValueReader { kVertex, kFragment };

struct ValueDeclarations {
  std::string before;  // the author's code
  std::string after;
};

// Along kFlatVarying the fragment shader's names are variables, not macros: an author's members,
// parameters and macros of the same name keep their meaning. The vertex shader's main() is
// wrapped, so that it need not know. Values that the fragment shader does not name stay uniforms,
// as do those that no longer fit into what every GPU can hand on.
ValueDeclarations declare_values(const Preset& preset, ValueReader reader, InputPath path);

}  // namespace reprise::isf
