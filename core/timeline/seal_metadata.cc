#include "core/timeline/seal_metadata.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "core/base/text.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

constexpr std::size_t kHashDigits = 32;
constexpr std::string_view kDigestField = "seal_digest";

tl::unexpected<Error> malformed(std::string_view name) {
  return fail(ErrorCode::kCorrupt, "the metadata field '" + std::string(name) + "' is malformed");
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') {
    return digit - '0';
  }
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

Result<Bytes> from_hex(std::string_view hex, std::string_view name) {
  Bytes bytes(hex.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return malformed(name);
    }
    bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return hex.size() % 2 == 0 ? Result<Bytes>(std::move(bytes)) : malformed(name);
}

class Fields {
 public:
  explicit Fields(const mcap::Metadata& metadata) : entries_(metadata.entries) {}

  [[nodiscard]] bool has(const std::string& name) const { return entries_.contains(name); }
  [[nodiscard]] std::string_view text(const std::string& name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? std::string_view() : std::string_view(found->second);
  }
  [[nodiscard]] Result<std::int64_t> count(const std::string& name) const {
    const std::string_view digits = text(name);
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || error != std::errc() || stop != end || value < 0 || value > kMaxSample) {
      return malformed(name);
    }
    return value;
  }
  [[nodiscard]] Result<Sha256> sha256(const std::string& name) const {
    TRY_ASSIGN(const Bytes bytes, from_hex(text(name), name));
    Sha256 digest{};
    if (bytes.size() != digest.size()) {
      return malformed(name);
    }
    std::ranges::transform(bytes, digest.begin(),
                           [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
    return digest;
  }
  [[nodiscard]] Result<std::vector<Hash128>> hashes(const std::string& name) const {
    const std::string_view hex = text(name);
    if (hex.size() % kHashDigits != 0) {
      return malformed(name);
    }
    std::vector<Hash128> out;
    for (std::size_t at = 0; at < hex.size(); at += kHashDigits) {
      const auto hash = parse_hash128(hex.substr(at, kHashDigits));
      if (!hash) {
        return malformed(name);
      }
      out.push_back(*hash);
    }
    return out;
  }

 private:
  const std::map<std::string, std::string>& entries_;
};

// Over all other fields, as "name=value" lines in the order of their names: metadata records have
// no CRC of their own.
std::string fields_digest(const mcap::Metadata& metadata) {
  std::string text;
  for (const auto& [name, value] : metadata.entries) {
    if (name != kDigestField) {
      text += name + '=' + value + '\n';
    }
  }
  return to_hex(xxh3_128(as_byte_span(text)));
}

std::string joined(std::span<const Hash128> hashes) {
  std::string out;
  out.reserve(hashes.size() * kHashDigits);
  for (const Hash128 hash : hashes) {
    out += to_hex(hash);
  }
  return out;
}

}  // namespace

Hash128 take_digest(std::span<const Hash128> chunks) {
  Xxh3Stream stream;
  for (const Hash128 hash : chunks) {
    Bytes bytes;
    for (const std::uint64_t half : {hash.high, hash.low}) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(half >> shift)));
      }
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
  fields["chunk_digests"] = joined(record.chunks);
  fields[std::string(kDigestField)] = fields_digest(metadata);
  return metadata;
}

Result<SealRecord> seal_from_metadata(const mcap::Metadata& metadata) {
  const Fields fields(metadata);
  if (fields.text(std::string(kDigestField)) != fields_digest(metadata)) {
    return malformed(kDigestField);
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
  const auto digest = parse_hash128(fields.text("take_digest"));
  if (!digest || *digest != take_digest(record.chunks)) {
    return malformed("take_digest");
  }
  seal.take_digest = *digest;
  return record;
}

mcap::Metadata header_copy_to_metadata(ByteSpan message) {
  return {std::string(kHeaderCopyName),
          {{"message", to_hex_bytes(message)}, {"digest", to_hex(xxh3_128(message))}}};
}

Result<TakeHeader> header_from_metadata(const mcap::Metadata& metadata) {
  const Fields fields(metadata);
  TRY_ASSIGN(const Bytes message, from_hex(fields.text("message"), "message"));
  if (to_hex(xxh3_128(message)) != fields.text("digest")) {
    return malformed("message");
  }
  TRY_ASSIGN(Record record, unpack_record({TopicKind::kTake, 0}, message));
  return std::get<TakeHeader>(std::move(record));
}

}  // namespace reprise::timeline
