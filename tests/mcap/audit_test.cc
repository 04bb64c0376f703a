#include "core/mcap/audit.h"

#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/mcap/writer.h"
#include "tests/mcap/foreign_file.h"

namespace reprise::mcap {
namespace {

using Codes = std::set<std::string>;

// Everything that a file can hold, each thing at least twice.
Bytes whole_file() {
  MemoryFileSystem fs;
  auto writer = Writer::create(*fs.create("a"), {"", "test"});
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(writer->add_schema({1, "s", "text", Bytes(4)}).has_value());
    EXPECT_TRUE(writer->add_channel({1, 1, "one", "text", {}}).has_value());
  }
  EXPECT_TRUE(writer->add_channel({2, 0, "two", "text", {{"k", "v"}}}).has_value());
  const Bytes data(30, std::byte{9});
  for (std::uint64_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(writer->write_attachment({i, i, "name", "type", data}).has_value());
    EXPECT_TRUE(writer->write_metadata({"name", {{"k", "v"}}}).has_value());
    ChunkBuilder chunk;
    for (std::uint64_t time = 10 * i + 1; time < 10 * i + 5; ++time) {
      chunk.add({static_cast<std::uint16_t>(1 + time % 2), 0, time, time, data});
    }
    EXPECT_TRUE(writer->write_chunk(chunk).has_value());
  }
  EXPECT_TRUE(writer->finish().has_value());
  return *fs.content("a");
}

AuditReport audited(const Bytes& bytes) {
  auto report = audit(File(opened(bytes)));
  EXPECT_TRUE(report.has_value()) << report.error().message;
  return report.value_or(AuditReport{});
}

Codes codes_of(const Bytes& bytes) {
  Codes codes;
  for (const AuditFinding& finding : audited(bytes).findings) {
    codes.emplace(finding.code);
  }
  return codes;
}

// Where the records of one kind start, in file order.
std::vector<std::size_t> places(const Bytes& bytes, Opcode opcode) {
  std::vector<std::size_t> found;
  ByteReader reader(ByteSpan(bytes).subspan(kMagic.size(), bytes.size() - 2 * kMagic.size()));
  std::size_t at = kMagic.size();
  while (const auto view = next_record(reader)) {
    if (view->opcode == static_cast<std::uint8_t>(opcode)) {
      found.push_back(at);
    }
    at = kMagic.size() + reader.position();
  }
  return found;
}

ByteSpan content_at(const Bytes& bytes, std::size_t place) {
  ByteReader reader(ByteSpan(bytes).subspan(place));
  return next_record(reader)->content;
}

// Writes both CRCs anew, so that nothing but the lie is wrong.
void fix_crcs(Bytes& bytes) {
  const auto put = [&](std::size_t at, std::uint32_t crc) {
    Bytes raw;
    ByteWriter(raw).put(crc);
    std::ranges::copy(raw, bytes.begin() + static_cast<std::ptrdiff_t>(at));
  };
  const std::size_t data_end = places(bytes, Opcode::kDataEnd).at(0);
  put(data_end + kRecordHeaderSize, crc32(ByteSpan(bytes).first(data_end)));
  const std::size_t crc_at = bytes.size() - kMagic.size() - 4;
  const std::size_t start = data_end + kRecordHeaderSize + 4;
  put(crc_at, crc32(ByteSpan(bytes).subspan(start, crc_at - start)));
}

// Changes the record of this kind with this number (negative: from the end); its length stays.
template <auto kParse>
std::function<void(Bytes&)> change(Opcode opcode, int number, auto edit) {
  return [=](Bytes& bytes) {
    const auto found = places(bytes, opcode);
    const std::size_t place = found.at(
        static_cast<std::size_t>(number < 0 ? static_cast<int>(found.size()) + number : number));
    const Bytes copy(content_at(bytes, place).begin(), content_at(bytes, place).end());
    auto record = *kParse(copy);
    edit(record);
    Bytes changed;
    put_record(changed, record);
    ASSERT_EQ(changed.size(), copy.size() + kRecordHeaderSize);
    std::ranges::copy(changed, bytes.begin() + static_cast<std::ptrdiff_t>(place));
  };
}

struct Lie {
  const char* name;
  std::function<void(Bytes&)> tell;
  Codes codes;  // all that is found
};

void expect_found(const std::vector<Lie>& lies) {
  for (const Lie& lie : lies) {
    Bytes bytes = whole_file();
    lie.tell(bytes);
    fix_crcs(bytes);
    EXPECT_EQ(codes_of(bytes), lie.codes) << lie.name;
    EXPECT_EQ(audited(bytes).findings.size(), audited(bytes).errors) << lie.name;
  }
}

auto chunk_index(auto edit) {
  return change<parse_chunk_index>(Opcode::kChunkIndex, 1, edit);
}
auto attachment_index(auto edit) {
  return change<parse_attachment_index>(Opcode::kAttachmentIndex, 1, edit);
}
auto statistics(auto edit) {
  return change<parse_statistics>(Opcode::kStatistics, 0, edit);
}
auto chunk(auto edit) {
  return change<parse_chunk>(Opcode::kChunk, 1, edit);
}
auto message_index(auto edit) {
  return change<parse_message_index>(Opcode::kMessageIndex, 1, edit);
}

TEST(Audit, FindsNothingInAWholeFile) {
  const AuditReport report = audited(whole_file());
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.counts.messages, 8U);
  EXPECT_EQ(report.counts.chunks, 2U);
  EXPECT_EQ(report.counts.attachments, 2U);
  EXPECT_EQ(report.counts.metadata, 2U);
  EXPECT_EQ(report.counts.schemas, 1U);
  EXPECT_EQ(report.counts.channels, 2U);
  EXPECT_EQ(report.counts.start_time, 1U);
  EXPECT_EQ(report.counts.end_time, 14U);
  EXPECT_EQ(report.counts.bytes, whole_file().size());
}

TEST(Audit, FindsEveryLieOfAChunkIndex) {
  const Codes found = {"chunk-index"};
  expect_found({
      {"start time", chunk_index([](ChunkIndex& index) { ++index.start_time; }), found},
      {"end time", chunk_index([](ChunkIndex& index) { ++index.end_time; }), found},
      {"length", chunk_index([](ChunkIndex& index) { --index.length; }), found},
      {"index offset", chunk_index([](ChunkIndex& index) { ++index.message_index_offsets[2]; }),
       found},
      {"index length", chunk_index([](ChunkIndex& index) { ++index.message_index_length; }), found},
      {"compression", chunk_index([](ChunkIndex& index) { index.compression = "lz44"; }), found},
      {"compressed", chunk_index([](ChunkIndex& index) { ++index.compressed_size; }), found},
      {"uncompressed", chunk_index([](ChunkIndex& index) { ++index.uncompressed_size; }), found},
      {"offset",
       chunk_index([](ChunkIndex& index) { ++index.offset; }),
       {"chunk-index", "chunk-index-missing"}},
      {"twice",
       chunk_index([](ChunkIndex& index) {
         const Bytes bytes = whole_file();
         index = *parse_chunk_index(content_at(bytes, places(bytes, Opcode::kChunkIndex)[0]));
       }),
       {"chunk-index", "chunk-index-missing"}},
  });
}

TEST(Audit, FindsEveryLieOfOtherIndexes) {
  const Codes attachment = {"attachment-index"};
  const Codes metadata = {"metadata-index"};
  const auto metadata_index = [](auto edit) {
    return change<parse_metadata_index>(Opcode::kMetadataIndex, 0, edit);
  };
  expect_found({
      {"length", attachment_index([](AttachmentIndex& index) { ++index.length; }), attachment},
      {"log time", attachment_index([](AttachmentIndex& index) { ++index.log_time; }), attachment},
      {"create", attachment_index([](AttachmentIndex& index) { ++index.create_time; }), attachment},
      {"size", attachment_index([](AttachmentIndex& index) { ++index.data_size; }), attachment},
      {"name", attachment_index([](AttachmentIndex& index) { index.name[0] = 'N'; }), attachment},
      {"type", attachment_index([](AttachmentIndex& index) { index.media_type[0] = 'T'; }),
       attachment},
      {"offset",
       attachment_index([](AttachmentIndex& index) { index.offset += 9; }),
       {"attachment-index", "attachment-index-missing"}},
      {"length", metadata_index([](MetadataIndex& index) { ++index.length; }), metadata},
      {"name", metadata_index([](MetadataIndex& index) { index.name[0] = 'N'; }), metadata},
      {"offset",
       metadata_index([](MetadataIndex& index) { --index.offset; }),
       {"metadata-index", "metadata-index-missing"}},
  });
}

TEST(Audit, FindsEveryLieOfTheStatistics) {
  const Codes found = {"statistics"};
  expect_found({
      {"messages", statistics([](Statistics& of) { ++of.message_count; }), found},
      {"schemas", statistics([](Statistics& of) { ++of.schema_count; }), found},
      {"channels", statistics([](Statistics& of) { ++of.channel_count; }), found},
      {"attachments", statistics([](Statistics& of) { ++of.attachment_count; }), found},
      {"metadata", statistics([](Statistics& of) { ++of.metadata_count; }), found},
      {"chunks", statistics([](Statistics& of) { ++of.chunk_count; }), found},
      {"start", statistics([](Statistics& of) { --of.start_time; }), found},
      {"end", statistics([](Statistics& of) { ++of.end_time; }), found},
      {"by channel", statistics([](Statistics& of) { ++of.channel_message_counts[1]; }), found},
  });
}

TEST(Audit, FindsEveryLieOfTheSummary) {
  const auto offset = [](auto edit) {
    return change<parse_summary_offset>(Opcode::kSummaryOffset, 2, edit);
  };
  const auto footer = [](auto edit) { return change<parse_footer>(Opcode::kFooter, 0, edit); };
  const Codes lost = {"summary-offset", "summary-offset-missing"};
  expect_found({
      {"group", offset([](SummaryOffset& of) { of.group = Opcode::kMetadataIndex; }), lost},
      {"start", offset([](SummaryOffset& of) { ++of.start; }), lost},
      {"length", offset([](SummaryOffset& of) { ++of.length; }), lost},
      {"schema",
       change<parse_schema>(Opcode::kSchema, -1, [](Schema& of) { of.data[1] = std::byte{7}; }),
       {"summary-schema"}},
      {"schema alone",
       change<parse_schema>(Opcode::kSchema, -1, [](Schema& of) { of.id = 7; }),
       {"summary-schema"}},
      {"channel",
       change<parse_channel>(Opcode::kChannel, -1, [](Channel& of) { of.topic = "TWO"; }),
       {"summary-channel"}},
      {"channel alone",
       change<parse_channel>(Opcode::kChannel, -1, [](Channel& of) { of.id = 7; }),
       {"summary-channel"}},
      {"offsets", footer([](Footer& of) { --of.summary_offset_start; }), {"footer"}},
      {"summary", footer([](Footer& of) { of.summary_start += 5; }), {"footer", "summary-crc"}},
      {"no summary", footer([](Footer& of) { of.summary_start = 0; }), {"footer", "summary-crc"}},
  });
}

TEST(Audit, FindsEveryLieOfAChunk) {
  expect_found({
      {"start", chunk([](Chunk& of) { --of.start_time; }), {"chunk-times", "chunk-index"}},
      {"end", chunk([](Chunk& of) { ++of.end_time; }), {"chunk-times", "chunk-index"}},
      {"crc", chunk([](Chunk& of) { ++of.uncompressed_crc; }), {"chunk-crc", "statistics"}},
      {"size",
       chunk([](Chunk& of) { ++of.uncompressed_size; }),
       {"chunk-unpack", "chunk-index", "statistics"}},
      {"compression",
       chunk([](Chunk& of) { of.compression = "zstx"; }),
       {"chunk-unpack", "chunk-index", "statistics"}},
      {"time", message_index([](MessageIndex& of) { ++of.entries[0].first; }), {"message-index"}},
      {"place", message_index([](MessageIndex& of) { ++of.entries[0].second; }), {"message-index"}},
      {"channel",
       message_index([](MessageIndex& of) { of.channel = 9; }),
       {"message-index", "message-index-missing", "chunk-index"}},
      {"same channel",
       message_index([](MessageIndex& of) { of.channel = 1; }),
       {"message-index", "message-index-missing", "chunk-index"}},
  });
}

TEST(Audit, FindsEveryLieOfADeclaration) {
  expect_found({
      {"schema",
       change<parse_schema>(Opcode::kSchema, 1, [](Schema& of) { of.name = "S"; }),
       {"schema-changed"}},
      {"id 0",
       change<parse_schema>(Opcode::kSchema, 1, [](Schema& of) { of.id = 0; }),
       {"schema-id"}},
      {"channel",
       change<parse_channel>(Opcode::kChannel, 1, [](Channel& of) { of.topic = "ONE"; }),
       {"channel-changed"}},
      {"its schema",
       change<parse_channel>(Opcode::kChannel, 2, [](Channel& of) { of.schema_id = 5; }),
       {"channel-schema", "summary-channel"}},
      {"no channel",
       change<parse_channel>(Opcode::kChannel, 2, [](Channel& of) { of.id = 5; }),
       {"message-channel", "summary-channel"}},
  });
}

TEST(Audit, FindsEveryWrongCrc) {
  Bytes bytes = whole_file();
  bytes[places(bytes, Opcode::kDataEnd)[0] + kRecordHeaderSize] ^= std::byte{1};
  EXPECT_EQ(codes_of(bytes), Codes{"data-crc"});
  bytes = whole_file();
  bytes[bytes.size() - 10] ^= std::byte{1};
  EXPECT_EQ(codes_of(bytes), Codes{"summary-crc"});
  bytes = whole_file();
  bytes[places(bytes, Opcode::kAttachment)[1] + kRecordHeaderSize + 45] ^= std::byte{1};
  fix_crcs(bytes);
  EXPECT_EQ(codes_of(bytes), Codes{"attachment-crc"});
}

TEST(Audit, MissingCrcsAreWarnings) {
  Bytes bytes = whole_file();
  const auto zero = [&](std::size_t at) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, std::byte{0});
  };
  zero(places(bytes, Opcode::kChunk)[0] + kRecordHeaderSize + 24);
  zero(places(bytes, Opcode::kMetadata)[0] - 4);
  fix_crcs(bytes);
  EXPECT_EQ(codes_of(bytes), (Codes{"chunk-crc-absent", "attachment-crc-absent"}));
  zero(places(bytes, Opcode::kDataEnd)[0] + kRecordHeaderSize);
  zero(bytes.size() - 12);
  const AuditReport report = audited(bytes);
  EXPECT_EQ(report.warnings, 4U);
  EXPECT_EQ(report.errors, 0U);
}

TEST(Audit, RecordsHaveTheirPlace) {
  const Bytes data(5);
  const auto codes = [](const ForeignFile& file) {
    Bytes bytes = file.bytes();
    fix_crcs(bytes);
    return codes_of(bytes);
  };
  EXPECT_EQ(codes(ForeignFile().put(ChunkIndex{}).end()), Codes{"record-misplaced"});
  EXPECT_EQ(codes(ForeignFile().put(Header{}).end()), Codes{"record-misplaced"});
  EXPECT_EQ(codes(ForeignFile().put(MessageIndex{}).end()), Codes{"message-index-misplaced"});
  EXPECT_EQ(codes(ForeignFile().put_raw(0x90, data).put_raw(0x20, data).end()), Codes{});
  EXPECT_EQ(codes(ForeignFile().put(Message{3, 0, 1, 1, data}).end()), Codes{"message-channel"});
  Bytes inside;
  put_record(inside, Metadata{});
  EXPECT_EQ(codes(ForeignFile().put_chunk(inside, Packing::kLz4, 0, 0).end()),
            Codes{"record-misplaced"});
  inside.pop_back();
  EXPECT_EQ(codes(ForeignFile().put_chunk(inside, Packing::kLz4, 0, 0).end()),
            Codes{"record-malformed"});
}

TEST(Audit, AnEndIsPartOfAFile) {
  ForeignFile file;
  file.put_channel(1, "t").put_messages({1}, Packing::kZstd);
  EXPECT_EQ(codes_of(file.bytes()), Codes{"unfinished"});
  EXPECT_EQ(audited(file.bytes()).errors, 0U);
  file.end();
  Bytes bytes = file.bytes();
  EXPECT_EQ(codes_of(bytes), Codes{});
  bytes.push_back(std::byte{1});
  EXPECT_TRUE(codes_of(bytes).contains("magic"));
  bytes = whole_file();
  bytes[3] = std::byte{1};
  EXPECT_TRUE(codes_of(bytes).contains("magic"));
  EXPECT_FALSE(audit(File(opened(Bytes(100)))).has_value());
  EXPECT_FALSE(audit(File(opened(Bytes()))).has_value());
}

// In a whole file with all CRCs no byte can change unnoticed, and none breaks the audit.
TEST(Audit, EveryFlippedByteIsAnError) {
  const Bytes bytes = whole_file();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned mask : {0x01U, 0x80U}) {
      Bytes flipped = bytes;
      flipped[at] ^= static_cast<std::byte>(mask);
      const auto report = audit(File(opened(flipped)));
      EXPECT_TRUE(!report || report->errors > 0) << at;
    }
  }
}

TEST(Audit, EveryPrefixIsJudged) {
  const Bytes bytes = whole_file();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto report = audit(
        File(opened(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)))));
    EXPECT_TRUE(!report || report->errors + report->warnings > 0) << size;
  }
}

}  // namespace
}  // namespace reprise::mcap
