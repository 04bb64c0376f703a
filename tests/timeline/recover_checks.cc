#include "tests/timeline/recover_checks.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/doctor.h"

namespace reprise::timeline {

const Bytes& whole_take() {
  static const Bytes bytes =
      make_take(small_header(), performance(kSeconds, true), small_attachments(), {}, kSeconds);
  return bytes;
}

mcap::Summary summary_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  return *mcap::read_summary(mcap::File(*fs.open("a")));
}

std::vector<Record> all_records() {
  std::vector<Record> records = performance(kSeconds, true);
  records.insert(records.begin(), small_header());
  return records;
}

std::string findings_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  const auto diagnosis = diagnose(fs, "a");
  std::string text;
  for (const Finding& finding : diagnosis->findings) {
    text += finding.severity == mcap::Severity::kError ? finding.what + "\n" : "";
  }
  return text;
}

std::vector<Record> expect_sound(const RecoveredBytes& recovered, const std::string& label) {
  const auto take = read_take(recovered.bytes);
  EXPECT_TRUE(take.has_value()) << label;
  if (!take) {
    return {};
  }
  EXPECT_EQ(mcap::damage_text(take->damage), "") << label;
  EXPECT_TRUE(take->summary.seal.has_value()) << label;
  EXPECT_TRUE(is_part_of(take->records, all_records())) << label;
  for (const Attachment& attachment : take->attachments) {
    EXPECT_THAT(small_attachments(), testing::Contains(attachment)) << label;
  }
  if (recovered.report.lossless()) {
    EXPECT_TRUE(take->records == all_records()) << label;
    EXPECT_TRUE(take->attachments == small_attachments()) << label;
  }
  return take->records;
}

void expect_idempotent(const RecoveredBytes& recovered, const std::string& label) {
  const auto again = recover_bytes(recovered.bytes);
  ASSERT_TRUE(again.has_value()) << label << again.error().message;
  EXPECT_TRUE(again->report.lossless()) << label;
  EXPECT_TRUE(again->bytes == recovered.bytes) << label;
}

}  // namespace reprise::timeline
