// Bytes that MCAP lets readers skip, behind correct CRCs: the doctor finds them in a take.
#include "core/timeline/doctor_surplus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/timeline/doctor_fixture.h"

namespace reprise::timeline {
namespace {

using testing::HasSubstr;

struct RawRecord {
  std::uint8_t opcode = 0;
  Bytes content;
};

// Every record of the file up to its footer.
std::vector<RawRecord> records_of(const Bytes& file) {
  std::vector<RawRecord> records;
  ByteReader reader(ByteSpan(file).subspan(mcap::kMagic.size()));
  while (const auto view = mcap::next_record(reader)) {
    if (view->opcode == static_cast<std::uint8_t>(mcap::Opcode::kFooter)) {
      break;
    }
    records.push_back({view->opcode, Bytes(view->content.begin(), view->content.end())});
  }
  return records;
}

// The first record of this kind with `extra` behind its content, in no file.
bool is_plain_with(mcap::Opcode opcode, ByteSpan extra) {
  for (const RawRecord& record : records_of(sound_take())) {
    if (record.opcode == static_cast<std::uint8_t>(opcode)) {
      Bytes content = record.content;
      content.insert(content.end(), extra.begin(), extra.end());
      return is_plain(opcode, content);
    }
  }
  ADD_FAILURE() << "no such record";
  return false;
}

TEST(DoctorSurplus, EveryKindOfRecordHoldsItsFieldsAndNothingElse) {
  for (int opcode = 1; opcode <= 0x0E; ++opcode) {
    const auto kind = static_cast<mcap::Opcode>(opcode);
    if (kind != mcap::Opcode::kFooter && kind != mcap::Opcode::kMessage) {
      EXPECT_TRUE(is_plain_with(kind, {})) << opcode;
      EXPECT_FALSE(is_plain_with(kind, as_byte_span("hidden"))) << opcode;
    }
  }
}

// The take with `extra` put in front of the footer, under a CRC of its own.
Bytes with_summary_record(const RawRecord& extra) {
  const Bytes take = sound_take();
  constexpr std::size_t kTail = mcap::kRecordHeaderSize + mcap::kFooterSize + 8;
  const std::size_t footer_at = take.size() - kTail;
  Bytes out(take.begin(), take.begin() + static_cast<std::ptrdiff_t>(footer_at));
  ByteWriter writer(out);
  writer.put(extra.opcode);
  writer.put(static_cast<std::uint64_t>(extra.content.size()));
  writer.put_bytes(extra.content);
  const mcap::Footer footer = *mcap::parse_footer(
      ByteSpan(take).subspan(footer_at + mcap::kRecordHeaderSize, mcap::kFooterSize));
  put_record(out, footer);
  out.resize(out.size() - sizeof footer.summary_crc);
  ByteWriter(out).put(crc32(ByteSpan(out).subspan(footer.summary_start)));
  ByteWriter(out).put_bytes(std::as_bytes(std::span(mcap::kMagic)));
  return out;
}

TEST(DoctorSurplus, ARecordThatReadersSkipIsNamed) {
  EXPECT_THAT(findings(examine(with_summary_record({0x90, Bytes(100)}))),
              HasSubstr("structure/outside: a record of kind 144"));
}

TEST(DoctorSurplus, ARecordOfTheSummaryWithSomethingBehindItIsNamed) {
  const std::vector<RawRecord> records = records_of(sound_take());
  RawRecord last = records.back();  // a summary offset
  last.content.resize(last.content.size() + 50);
  EXPECT_THAT(findings(examine(with_summary_record(last))),
              HasSubstr("structure/surplus: a record of the summary holds more"));
}

}  // namespace
}  // namespace reprise::timeline
