#include "core/timeline/metadata_fields.h"

#include <algorithm>
#include <charconv>

#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

constexpr std::size_t kHashDigits = 32;

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') {
    return digit - '0';
  }
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

}  // namespace

tl::unexpected<Error> malformed_field(std::string_view name) {
  return fail(ErrorCode::kCorrupt, "the metadata field '" + std::string(name) + "' is malformed");
}

Result<Bytes> bytes_from_hex(std::string_view hex, std::string_view field) {
  Bytes bytes(hex.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return malformed_field(field);
    }
    bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return hex.size() % 2 == 0 ? Result<Bytes>(std::move(bytes)) : malformed_field(field);
}

std::string joined_hex(std::span<const Hash128> hashes) {
  std::string out;
  out.reserve(hashes.size() * kHashDigits);
  for (const Hash128 hash : hashes) {
    out += to_hex(hash);
  }
  return out;
}

std::string fields_digest(const mcap::Metadata& metadata, std::string_view besides) {
  Xxh3Stream stream;
  for (const auto& [name, value] : metadata.entries) {
    if (name != besides) {
      for (const std::string_view part : {std::string_view(name), std::string_view("="),
                                          std::string_view(value), std::string_view("\n")}) {
        stream.update(as_byte_span(part));
      }
    }
  }
  return to_hex(stream.digest());
}

std::string_view MetadataFields::text(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? std::string_view() : std::string_view(found->second);
}

Result<std::int64_t> MetadataFields::count(const std::string& name) const {
  const std::string_view digits = text(name);
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc() || stop != end || value < 0 || value > kMaxSample) {
    return malformed_field(name);
  }
  return value;
}

Result<Sha256> MetadataFields::sha256(const std::string& name) const {
  TRY_ASSIGN(const Bytes bytes, bytes_from_hex(text(name), name));
  Sha256 digest{};
  if (bytes.size() != digest.size()) {
    return malformed_field(name);
  }
  std::ranges::transform(bytes, digest.begin(),
                         [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
  return digest;
}

Result<std::vector<Hash128>> MetadataFields::hashes(const std::string& name) const {
  const std::string_view hex = text(name);
  if (hex.size() % kHashDigits != 0) {
    return malformed_field(name);
  }
  std::vector<Hash128> out;
  out.reserve(hex.size() / kHashDigits);
  for (std::size_t at = 0; at < hex.size(); at += kHashDigits) {
    const auto hash = parse_hash128(hex.substr(at, kHashDigits));
    if (!hash) {
      return malformed_field(name);
    }
    out.push_back(*hash);
  }
  return out;
}

}  // namespace reprise::timeline
