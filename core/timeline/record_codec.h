// Records to FlatBuffers and back, and the limits that a record keeps. Nothing of a FlatBuffer is
// used before its verifier and these limits have accepted it; a hostile one costs no more memory
// than its own size justifies. RecordPacker: one thread; functions: any thread.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/timeline/records.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

// Far beyond any performance (5.8 years at 192 kHz), and small enough that every log_time fits.
inline constexpr std::int64_t kMaxSample = std::int64_t{1} << 45;
inline constexpr std::int64_t kMaxEpochNs = 4'800'000'000'000'000'000;  // in the year 2122
inline constexpr std::int32_t kMaxImageSide = 32768;
inline constexpr std::size_t kMaxFeatures = 24;
inline constexpr std::size_t kMaxMessageBytes = 32u << 20;

// kInvalid, naming the field, when a record breaks a limit. Both writer and reader ask.
Status validate_record(const Record& record);

class RecordPacker {
 public:
  RecordPacker();
  ~RecordPacker();
  RecordPacker(RecordPacker&&) noexcept;
  RecordPacker& operator=(RecordPacker&&) noexcept;
  // The same record always gives the same bytes. Valid until the next call.
  ByteSpan pack(const Record& record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// kCorrupt when the bytes are no such record or break a limit; kUnsupported for a `/take` of a
// newer format.
Result<Record> unpack_record(Topic topic, ByteSpan bytes);

}  // namespace reprise::timeline
