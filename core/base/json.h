// JSON: the project's one door to nlohmann::json. Parsing never throws past this folder; fields are
// read with errors that name the JSON path, e.g. "scenes[2].layers[0].opacity: expected a number".
// Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace reprise {

// Keeps the order of keys, so that what is written is deterministic and readable.
using Json = nlohmann::ordered_json;

enum class JsonDialect {
  kStrict,   // RFC 8259
  kLenient,  // as well: BOM, // and /* */ comments, trailing commas (config files, ISF headers)
};

// kInvalid with line and column for bad text, nesting over 200, objects of over 10'000 members.
Result<Json> parse_json(std::string_view text, JsonDialect dialect = JsonDialect::kStrict);

// One line, or indented by two spaces with a final newline. Invalid UTF-8 becomes U+FFFD.
std::string dump_json(const Json& value);
std::string dump_json_pretty(const Json& value);

// A cursor on one JSON value that knows its path. Holds a reference: the Json must outlive it.
class JsonField {
 public:
  explicit JsonField(const Json& value, std::string path = "$")
      : value_(&value), path_(std::move(path)) {}

  [[nodiscard]] const Json& value() const { return *value_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  // A member of this object; kInvalid when this is no object or the key is missing.
  [[nodiscard]] Result<JsonField> member(std::string_view key) const;
  // A member, or nothing when it is missing (or null); kInvalid when this is no object.
  [[nodiscard]] Result<std::optional<JsonField>> optional_member(std::string_view key) const;
  // The elements of this array.
  [[nodiscard]] Result<std::vector<JsonField>> elements() const;
  // kInvalid naming the first key that is not in `known`, with the nearest known one as a hint.
  [[nodiscard]] Status only_members(std::span<const std::string_view> known) const;

  [[nodiscard]] Result<std::string> as_string() const;
  [[nodiscard]] Result<bool> as_bool() const;
  // Integral numbers only; a decimal string is accepted too (64-bit values in JSON).
  [[nodiscard]] Result<std::int64_t> as_int(std::int64_t min, std::int64_t max) const;
  [[nodiscard]] Result<std::uint64_t> as_uint64() const;
  [[nodiscard]] Result<double> as_number(double min, double max) const;

  // kInvalid "PATH: what".
  [[nodiscard]] Error error(std::string_view what) const;

 private:
  const Json* value_;
  std::string path_;
};

}  // namespace reprise
