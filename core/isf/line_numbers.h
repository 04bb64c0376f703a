// How translate() numbers lines and explain_compile_log() reads them back. Drivers lose the source
// string number of `#line LINE STRING` on the way (Mesa in every semantic error), so each text has
// its own range of lines instead; a text of 1 MiB has no more than 2^20 lines.
#pragma once

namespace reprise::isf {

inline constexpr int kFragmentLines = 0;
inline constexpr int kPreambleLines = 2'000'000;
inline constexpr int kVertexLines = 4'000'000;

}  // namespace reprise::isf
