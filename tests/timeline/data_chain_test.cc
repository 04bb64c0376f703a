#include "core/timeline/data_chain.h"

#include <gtest/gtest.h>

#include "core/mcap/reader.h"
#include "core/mcap/scanner.h"
#include "core/timeline/seal_metadata.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

struct Chained {
  DataChain chain;  // computed here, from the bytes
  std::optional<ChainRecord> stored;
  std::optional<SealRecord> seal;
};

Chained chain_of(const Bytes& bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  const mcap::File file(*fs.open("take.mcap"));
  mcap::DamageLog log;
  mcap::Scanner scanner(file, log);
  Chained out;
  for (auto item = scanner.next(); *item; item = scanner.next()) {
    const auto opcode = static_cast<mcap::Opcode>((*item)->place.opcode);
    const Bytes& content = (*item)->content;
    if (opcode == mcap::Opcode::kChunk) {
      out.chain.add(opcode, *mcap::unpack_chunk(*mcap::parse_chunk(content)));
    } else if (is_chained(opcode, content)) {
      out.chain.add(opcode, content);
    } else if (opcode == mcap::Opcode::kMetadata) {
      const mcap::Metadata metadata = *mcap::parse_metadata(content);
      if (metadata.name == kChainName) {
        out.stored = *chain_from_metadata(metadata);
      } else {
        out.seal = *seal_from_metadata(metadata);
      }
    }
  }
  return out;
}

// The definition in docs/FORMAT.md, word for word.
TEST(DataChain, IsWhatTheDocumentDefines) {
  DataChain chain;
  EXPECT_EQ(chain.head(), sha256(as_byte_span("reprise chain 1")));
  const Sha256 start = chain.head();
  chain.add(mcap::Opcode::kChunk, as_byte_span("records"));
  const Sha256 content = sha256(as_byte_span("records"));
  Bytes bytes;
  ByteWriter writer(bytes);
  writer.put_bytes(std::as_bytes(std::span(start)));
  writer.put(std::uint8_t{6});
  writer.put_bytes(std::as_bytes(std::span(content)));
  EXPECT_EQ(chain.head(), sha256(bytes));
  ASSERT_EQ(chain.chunk_links().size(), 1U);
  EXPECT_EQ(to_hex(chain.chunk_links()[0]), to_hex(chain.head()).substr(0, 32));
}

TEST(DataChain, DependsOnKindContentAndOrder) {
  const auto head = [](std::initializer_list<std::pair<mcap::Opcode, std::string_view>> records) {
    DataChain chain;
    for (const auto& [opcode, content] : records) {
      chain.add(opcode, as_byte_span(content));
    }
    return chain.head();
  };
  constexpr auto kSchema = mcap::Opcode::kSchema;
  constexpr auto kChunk = mcap::Opcode::kChunk;
  const Sha256 base = head({{kSchema, "a"}, {kChunk, "b"}});
  EXPECT_NE(base, head({{kChunk, "b"}, {kSchema, "a"}}));
  EXPECT_NE(base, head({{kSchema, "a"}, {kSchema, "b"}}));
  EXPECT_NE(base, head({{kSchema, "ab"}, {kChunk, ""}}));
  EXPECT_NE(base, head({{kSchema, "a"}, {kChunk, "b"}, {kChunk, ""}}));
}

TEST(DataChain, ATakeHoldsTheChainOfItsRecords) {
  const Chained take =
      chain_of(make_take(small_header(), performance(3, true), small_attachments(), {}, 3));
  ASSERT_TRUE(take.stored && take.seal);
  EXPECT_EQ(take.stored->head, take.chain.head());
  EXPECT_EQ(take.seal->seal.chain_head, take.chain.head());
  EXPECT_EQ(take.stored->chunk_links, take.chain.chunk_links());
  EXPECT_EQ(take.stored->chunk_links.size(), 7U);
}

TEST(DataChain, AnotherCompressionKeepsIt) {
  TakeWriterOptions strong;
  strong.zstd_level = 19;
  const Bytes quick = make_take(small_header(), performance(2), small_attachments(), {}, 2);
  const Bytes small = make_take(small_header(), performance(2), small_attachments(), strong, 2);
  ASSERT_FALSE(quick == small);
  EXPECT_EQ(chain_of(quick).chain.head(), chain_of(small).chain.head());
}

TEST(DataChain, BindsAttachments) {
  auto attachments = small_attachments();
  const Chained before = chain_of(make_take(small_header(), performance(1), attachments));
  attachments[0].data[7] ^= std::byte{1};
  const Chained after = chain_of(make_take(small_header(), performance(1), attachments));
  EXPECT_NE(before.chain.head(), after.chain.head());
  EXPECT_EQ(before.seal->seal.take_digest, after.seal->seal.take_digest);
}

TEST(DataChain, ItsMetadataIsReadStrictly) {
  DataChain chain;
  chain.add(mcap::Opcode::kChunk, as_byte_span("records"));
  const mcap::Metadata metadata = chain_to_metadata(chain);
  const auto back = chain_from_metadata(metadata);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->head, chain.head());
  EXPECT_EQ(back->chunk_links, chain.chunk_links());
  for (const auto& [name, value] : metadata.entries) {
    mcap::Metadata changed = metadata;
    changed.entries[name] += "0";
    EXPECT_FALSE(chain_from_metadata(changed).has_value()) << name;
    changed.entries.erase(name);
    EXPECT_FALSE(chain_from_metadata(changed).has_value()) << name;
  }
}

}  // namespace
}  // namespace reprise::timeline
