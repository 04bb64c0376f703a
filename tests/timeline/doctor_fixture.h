// What tests of the doctor share: a sound take, what is done to it, and the findings as text.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "core/timeline/doctor.h"
#include "core/timeline/record_codec.h"
#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {

inline Diagnosis examine(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  auto diagnosis = diagnose(fs, "take.mcap");
  EXPECT_TRUE(diagnosis.has_value()) << diagnosis.error().message;
  return diagnosis.value_or(Diagnosis{});
}

// "part/code: what" of each finding.
inline std::string findings(const Diagnosis& diagnosis) {
  std::string text;
  for (const Finding& finding : diagnosis.findings) {
    text += std::string(finding_part_name(finding.part)) + "/" + std::string(finding.code) + ": " +
            finding.what + "\n";
  }
  return text;
}

inline Bytes sound_take() {
  return make_take(small_header(), performance(3), small_attachments(), {}, 3);
}

// What the doctor says when this is done to a sound take.
inline std::string after(const std::function<void(TakeParts&)>& change,
                         Seals seals = Seals::kForge) {
  TakeParts parts = take_apart(sound_take());
  change(parts);
  return findings(examine(put_together(parts, seals)));
}

inline OwnedMessage& message_of(TakeParts& parts, std::size_t chunk, std::uint16_t channel) {
  OwnedChunk& messages = parts.chunk(chunk);
  return *std::ranges::find(messages, channel, &OwnedMessage::channel);
}

inline void replace(OwnedMessage& message, const Record& record) {
  RecordPacker packer;
  const ByteSpan data = packer.pack(record);
  message.data.assign(data.begin(), data.end());
}

}  // namespace reprise::timeline
