// What a file of another program says must not steer the terminal that it is printed on.
#include "tools/inspect/foreign_report.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mcap/foreign_file.h"
#include "tools/inspect/media/doctor_report.h"
#include "tools/inspect/record_rows.h"
#include "tools/inspect/stats_report.h"

namespace reprise::tools {
namespace {

const std::string kName = "/a\x1b[2J\r\nb";

void expect_printable(const std::string& text, std::size_t lines) {
  EXPECT_THAT(text, testing::HasSubstr("/a?[2J??b"));
  EXPECT_EQ(text.find_first_of("\x1b\r"), std::string::npos) << text;
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '\n')), lines) << text;
}

TEST(ForeignReport, NamesOfAFileArePrintable) {
  timeline::ForeignInfo info;
  info.profile = info.library = kName;
  info.topics.push_back({kName, kName, kName, kName, 1});
  info.chunks[kName] = {};
  info.attachments.push_back({kName, "", 0});
  info.metadata.push_back(kName);
  info.has_summary = true;
  expect_printable(foreign_text("x.mcap", info), 7);
}

TEST(StatsReport, NamesOfAFileArePrintable) {
  timeline::FileStatistics stats;
  timeline::TopicBytes topic;
  topic.topic = kName;
  topic.fields = {{"", 1, 1}, {kName, 1, 1}};
  stats.topics.push_back(topic);
  expect_printable(stats_text("x.mcap", stats), 10);
}

TEST(DoctorReport, FindingsArePrintable) {
  DoctorReport report;
  timeline::Finding finding;
  finding.what = kName;
  report.diagnosis.findings.push_back(finding);
  report.diagnosis.kind = timeline::Diagnosis::Kind::kForeign;
  expect_printable(doctor_text(report), 4);
}

TEST(ForeignRows, CountWhatDoesNotDecodeOnce) {
  mcap::ForeignFile file;
  file.put(mcap::Channel{1, 0, "/json", "json", {}});
  file.put(mcap::Message{1, 0, 0, 0, as_byte_span("{")}).end();
  const std::string path = testing::TempDir() + "reprise_foreign_rows.mcap";
  ASSERT_TRUE(posix_file_system().create(path).value()->append(file.bytes()));
  Console::Options options;
  options.color = ColorChoice::kNever;
  const Console console(options);
  const auto rows = open_rows(path, {}, console);
  ASSERT_TRUE(rows) << rows.error().message;
  for (int pass = 0; pass < 2; ++pass) {
    ASSERT_TRUE((*rows)->rewind());
    while (*(*rows)->next()) {
    }
  }
  testing::internal::CaptureStderr();
  EXPECT_FALSE((*rows)->finish());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("by their schema: 1;"));
}

}  // namespace
}  // namespace reprise::tools
