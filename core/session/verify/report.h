// What verify found. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace reprise::session {

enum class Verdict { kSame, kDifferent, kNotProvable };

struct PictureReport {
  Verdict verdict = Verdict::kSame;
  // Index in the export of the first wrong, missing or extra frame.
  std::optional<std::int64_t> first_bad_frame;
  std::int64_t frames_checked = 0;
  std::string reason;    // empty when same
  std::string expected;  // hash, size, count or time that was expected …
  std::string found;     // … and what the file holds
};

struct SoundReport {
  Verdict verdict = Verdict::kSame;
  std::string reason;
  std::int64_t samples_checked = 0;
  std::optional<std::int64_t> first_bad_sample;  // lossless
  std::int64_t windows_checked = 0;              // lossy: windows that were not silent
  double largest_offset_ms = 0;                  // lossy
  double smallest_correlation = 1;               // lossy
};

}  // namespace reprise::session
