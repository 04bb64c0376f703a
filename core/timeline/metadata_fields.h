// The values of a metadata record by name, read strictly: counts, hashes, hexadecimal. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/mcap/format.h"

namespace reprise::timeline {

// kCorrupt, naming the field.
tl::unexpected<Error> malformed_field(std::string_view name);

// Lower-case digits, two a byte; kCorrupt, naming the field, for anything else.
Result<Bytes> bytes_from_hex(std::string_view hex, std::string_view field);

// 32 digits each, without separator.
std::string joined_hex(std::span<const Hash128> hashes);

// Over all fields but the named one, as "name=value" lines in the order of their names: metadata
// records have no CRC of their own. XXH3-128 in hexadecimal.
std::string fields_digest(const mcap::Metadata& metadata, std::string_view besides);

// Views a metadata record, which must outlive it. A field that is not there reads as malformed.
class MetadataFields {
 public:
  explicit MetadataFields(const mcap::Metadata& metadata) : entries_(metadata.entries) {}

  [[nodiscard]] bool has(const std::string& name) const { return entries_.contains(name); }
  // Empty when it is not there.
  [[nodiscard]] std::string_view text(const std::string& name) const;
  // 0 … kMaxSample.
  [[nodiscard]] Result<std::int64_t> count(const std::string& name) const;
  [[nodiscard]] Result<Sha256> sha256(const std::string& name) const;
  // As joined_hex() writes them.
  [[nodiscard]] Result<std::vector<Hash128>> hashes(const std::string& name) const;

 private:
  const std::map<std::string, std::string>& entries_;
};

}  // namespace reprise::timeline
