#include "core/timeline/data_chain.h"

#include <span>
#include <utility>

#include "core/timeline/metadata_fields.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kStart = "reprise chain 1";
constexpr std::size_t kBesideBytes = 256 << 10;
constexpr std::string_view kAlgorithm = "sha256-chain-1";

ByteSpan bytes_of(const Sha256& digest) {
  return std::as_bytes(std::span(digest));
}

Hash128 first_half(const Sha256& digest) {
  Hash128 half;
  for (std::size_t i = 0; i < 8; ++i) {
    half.high = half.high << 8 | digest[i];
    half.low = half.low << 8 | digest[i + 8];
  }
  return half;
}

}  // namespace

bool is_own_metadata(std::string_view name) {
  return name == kSealName || name == kHeaderCopyName || name == kChainName;
}

bool is_chained(mcap::Opcode opcode, ByteSpan content) {
  switch (opcode) {
    case mcap::Opcode::kHeader:
    case mcap::Opcode::kSchema:
    case mcap::Opcode::kChannel:
    case mcap::Opcode::kAttachment:
    case mcap::Opcode::kChunk:
      return true;
    case mcap::Opcode::kMetadata: {
      const std::string name = ByteReader(content).get_string();
      return name != kSealName && name != kChainName;
    }
    default:
      return false;
  }
}

DataChain::DataChain() : head_(sha256(as_byte_span(kStart))) {}

void DataChain::add(mcap::Opcode opcode, ByteSpan content) {
  const Sha256 digest = sha256(content);
  const std::byte kind{static_cast<std::uint8_t>(opcode)};
  Sha256Stream stream;
  stream.update(bytes_of(head_));
  stream.update(std::span(&kind, 1));
  stream.update(bytes_of(digest));
  head_ = stream.digest();
  if (opcode == mcap::Opcode::kChunk) {
    chunk_links_.push_back(first_half(head_));
  }
}

mcap::Metadata chain_to_metadata(const DataChain& chain) {
  return {std::string(kChainName),
          {{"algorithm", std::string(kAlgorithm)},
           {"head", to_hex(chain.head())},
           {"links", joined_hex(chain.chunk_links())}}};
}

Result<ChainRecord> chain_from_metadata(const mcap::Metadata& metadata) {
  const MetadataFields fields(metadata);
  if (fields.text("algorithm") != kAlgorithm) {
    return malformed_field("algorithm");
  }
  if (!fields.has("links")) {
    return malformed_field("links");
  }
  ChainRecord record;
  TRY_ASSIGN(record.head, fields.sha256("head"));
  TRY_ASSIGN(record.chunk_links, fields.hashes("links"));
  return record;
}

ChainedSink::ChainedSink(std::unique_ptr<mcap::DataSink> sink, const mcap::Header& header)
    : sink_(std::move(sink)) {
  link(mcap::Opcode::kHeader, header);
}

template <typename Record>
void ChainedSink::link(mcap::Opcode opcode, const Record& record) {
  Bytes bytes;
  put_record(bytes, record);
  const ByteSpan content = ByteSpan(bytes).subspan(mcap::kRecordHeaderSize);
  if (is_chained(opcode, content)) {
    chain_.add(opcode, content);
  }
}

Status ChainedSink::add_schema(mcap::Schema schema) {
  link(mcap::Opcode::kSchema, schema);
  return sink_->add_schema(std::move(schema));
}

Status ChainedSink::add_channel(mcap::Channel channel) {
  link(mcap::Opcode::kChannel, channel);
  return sink_->add_channel(std::move(channel));
}

Status ChainedSink::write_attachment(const mcap::Attachment& attachment) {
  link(mcap::Opcode::kAttachment, attachment);
  return sink_->write_attachment(attachment);
}

Status ChainedSink::write_metadata(const mcap::Metadata& metadata) {
  link(mcap::Opcode::kMetadata, metadata);
  return sink_->write_metadata(metadata);
}

// SHA-256 takes half as long as compressing; of a large chunk it runs beside that.
Status ChainedSink::write_chunk(const mcap::ChunkBuilder& chunk) {
  if (chunk.records().size() < kBesideBytes) {
    link_chunk(chunk);
    return sink_->write_chunk(chunk);
  }
  beside_.start([&] { link_chunk(chunk); });
  Status written = sink_->write_chunk(chunk);
  beside_.wait();
  return written;
}

void ChainedSink::link_chunk(const mcap::ChunkBuilder& chunk) {
  chain_.add(mcap::Opcode::kChunk, chunk.records());
}

}  // namespace reprise::timeline
