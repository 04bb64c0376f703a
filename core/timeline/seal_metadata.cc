#include "core/timeline/seal_metadata.h"

#include <array>

#include "core/base/text.h"
#include "core/timeline/metadata_fields.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kDigestField = "seal_digest";

}  // namespace

Hash128 take_digest(std::span<const Hash128> chunks) {
  Xxh3Stream stream;
  for (const Hash128 hash : chunks) {
    std::array<std::byte, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::uint64_t half = i < 8 ? hash.high : hash.low;
      bytes.at(i) = static_cast<std::byte>(static_cast<std::uint8_t>(half >> (56 - 8 * (i % 8))));
    }
    stream.update(bytes);
  }
  return stream.digest();
}

mcap::Metadata seal_to_metadata(const SealRecord& record) {
  const Seal& seal = record.seal;
  mcap::Metadata metadata{std::string(kSealName), {}};
  auto& fields = metadata.entries;
  fields["pcm_sha256"] = to_hex(seal.pcm_sha256);
  if (seal.source_sha256) {
    fields["source_sha256"] = to_hex(*seal.source_sha256);
  }
  fields["samples"] = std::to_string(seal.samples.value);
  fields["frames"] = std::to_string(seal.frames);
  fields["cues"] = std::to_string(seal.cues);
  fields["clipped_samples"] = std::to_string(seal.clipped_samples);
  fields["lost_samples"] = std::to_string(seal.lost_samples);
  fields["take_digest"] = to_hex(seal.take_digest);
  fields["chunk_digests"] = joined_hex(record.chunks);
  if (seal.chain_head) {
    fields["chain_head"] = to_hex(*seal.chain_head);
  }
  fields[std::string(kDigestField)] = fields_digest(metadata, kDigestField);
  return metadata;
}

Result<SealRecord> seal_from_metadata(const mcap::Metadata& metadata) {
  const MetadataFields fields(metadata);
  if (fields.text(std::string(kDigestField)) != fields_digest(metadata, kDigestField)) {
    return malformed_field(kDigestField);
  }
  SealRecord record;
  Seal& seal = record.seal;
  TRY_ASSIGN(seal.pcm_sha256, fields.sha256("pcm_sha256"));
  if (fields.has("source_sha256")) {
    TRY_ASSIGN(seal.source_sha256, fields.sha256("source_sha256"));
  }
  TRY_ASSIGN(seal.samples.value, fields.count("samples"));
  TRY_ASSIGN(seal.frames, fields.count("frames"));
  TRY_ASSIGN(seal.cues, fields.count("cues"));
  TRY_ASSIGN(seal.clipped_samples, fields.count("clipped_samples"));
  TRY_ASSIGN(seal.lost_samples, fields.count("lost_samples"));
  TRY_ASSIGN(record.chunks, fields.hashes("chunk_digests"));
  if (fields.has("chain_head")) {
    TRY_ASSIGN(seal.chain_head, fields.sha256("chain_head"));
  }
  const auto digest = parse_hash128(fields.text("take_digest"));
  if (!digest || *digest != take_digest(record.chunks)) {
    return malformed_field("take_digest");
  }
  seal.take_digest = *digest;
  return record;
}

mcap::Metadata header_copy_to_metadata(ByteSpan message) {
  return {std::string(kHeaderCopyName),
          {{"message", to_hex_bytes(message)}, {"digest", to_hex(xxh3_128(message))}}};
}

Result<Bytes> message_of_header_copy(const mcap::Metadata& metadata) {
  const MetadataFields fields(metadata);
  TRY_ASSIGN(Bytes message, bytes_from_hex(fields.text("message"), "message"));
  if (to_hex(xxh3_128(message)) != fields.text("digest")) {
    return malformed_field("message");
  }
  return message;
}

Result<TakeHeader> header_from_metadata(const mcap::Metadata& metadata) {
  TRY_ASSIGN(const Bytes message, message_of_header_copy(metadata));
  TRY_ASSIGN(Record record, unpack_record({TopicKind::kTake, 0}, message));
  return std::get<TakeHeader>(std::move(record));
}

}  // namespace reprise::timeline
