// The public MCAP conformance files, where they are at hand: every file is read, and what comes out
// agrees with its name. MCAP_CONFORMANCE_DIR names the folder.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "core/mcap/audit.h"
#include "core/mcap/reader.h"
#include "core/mcap/scanner.h"
#include "tests/mcap/damage_text.h"

namespace reprise::mcap {
namespace {

std::vector<std::filesystem::path> conformance_files() {
  std::vector<std::filesystem::path> paths;
  const char* folder = std::getenv("MCAP_CONFORMANCE_DIR");
  if (folder == nullptr) {
    return paths;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".mcap") {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

struct Counts {
  int messages = 0;
  int attachments = 0;
  int metadata = 0;
};

void count_record(Counts& counts, const RecordView& view) {
  switch (static_cast<Opcode>(view.opcode)) {
    case Opcode::kMessage:
      ASSERT_TRUE(parse_message(view.content).has_value());
      ++counts.messages;
      return;
    case Opcode::kSchema:
      ASSERT_TRUE(parse_schema(view.content).has_value());
      return;
    case Opcode::kChannel:
      ASSERT_TRUE(parse_channel(view.content).has_value());
      return;
    case Opcode::kAttachment:
      ASSERT_TRUE(parse_attachment(view.content).has_value());
      ++counts.attachments;
      return;
    case Opcode::kMetadata:
      ASSERT_TRUE(parse_metadata(view.content).has_value());
      ++counts.metadata;
      return;
    default:
      return;
  }
}

void count_chunk(Counts& counts, ByteSpan content) {
  const auto chunk = parse_chunk(content);
  ASSERT_TRUE(chunk.has_value());
  const auto records = unpack_chunk(*chunk);
  ASSERT_TRUE(records.has_value()) << records.error().message;
  ByteReader reader(*records);
  while (const auto view = next_record(reader)) {
    count_record(counts, *view);
  }
  EXPECT_FALSE(reader.failed());
}

Counts scan(const File& file) {
  Counts counts;
  DamageLog log;
  Scanner scanner(file, log);
  while (true) {
    const auto item = scanner.next();
    EXPECT_TRUE(item.has_value());
    if (!item || !*item) {
      break;
    }
    if ((*item)->place.opcode == static_cast<std::uint8_t>(Opcode::kChunk)) {
      count_chunk(counts, (*item)->content);
    } else {
      count_record(counts, {(*item)->place.opcode, (*item)->content});
    }
  }
  EXPECT_EQ(damage_text(log.entries()), "");
  return counts;
}

TEST(Conformance, EveryFileIsReadRecordByRecord) {
  const auto paths = conformance_files();
  if (paths.empty()) {
    GTEST_SKIP() << "MCAP_CONFORMANCE_DIR is not set";
  }
  for (const auto& path : paths) {
    SCOPED_TRACE(path.filename().string());
    auto opened = posix_file_system().open(path);
    ASSERT_TRUE(opened.has_value());
    const Counts counts = scan(File(std::move(*opened)));
    const std::string name = path.filename().string();
    const bool one = name.starts_with("OneMessage") || name.starts_with("OneSchemaless");
    EXPECT_EQ(counts.messages, name.starts_with("TenMessages") ? 10 : one ? 1 : 0);
    EXPECT_EQ(counts.attachments, name.starts_with("OneAttachment") ? 1 : 0);
    EXPECT_EQ(counts.metadata, name.starts_with("OneMetadata") ? 1 : 0);
  }
}

TEST(Conformance, SummariesAreReadWhereThereAreAny) {
  const auto paths = conformance_files();
  if (paths.empty()) {
    GTEST_SKIP() << "MCAP_CONFORMANCE_DIR is not set";
  }
  for (const auto& path : paths) {
    SCOPED_TRACE(path.filename().string());
    auto opened = posix_file_system().open(path);
    ASSERT_TRUE(opened.has_value());
    const auto summary = read_summary(File(std::move(*opened)));
    if (!summary) {
      EXPECT_EQ(summary.error().message, "the file has no summary");
    }
  }
}

TEST(Conformance, NothingIsWrongWithAnyFile) {
  for (const auto& path : conformance_files()) {
    SCOPED_TRACE(path.filename().string());
    const auto report = audit(File(*posix_file_system().open(path)));
    ASSERT_TRUE(report.has_value());
    for (const AuditFinding& finding : report->findings) {
      ADD_FAILURE() << finding.offset << ": " << finding.code << ": " << finding.what;
    }
  }
}

}  // namespace
}  // namespace reprise::mcap
