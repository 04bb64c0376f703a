#include "core/base/json_tree.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/base/utf8.h"

namespace reprise {
namespace {

std::uint32_t hex_unit(std::string_view digits) {
  std::uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

// Of a string that the parser has accepted.
std::string unescape(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (raw[at] != '\\') {
      out += raw[at++];
    } else if (raw[at + 1] != 'u') {
      out += simple_escape(raw[at + 1]);
      at += 2;
    } else {
      std::uint32_t unit = hex_unit(raw.substr(at + 2, 4));
      at += 6;
      if (unit >= 0xD800 && unit <= 0xDBFF) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (hex_unit(raw.substr(at + 2, 4)) - 0xDC00);
        at += 6;
      }
      append_utf8(out, unit);
    }
  }
  return out;
}

template <typename T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return good ? std::optional(value) : std::nullopt;
}

// 2.0 or 1e3: written by tools that know only one kind of number. Exact up to 2^53.
std::optional<std::int64_t> whole_real(std::string_view text) {
  constexpr double kExact = 9007199254740992.0;
  const auto value = whole<double>(text);
  const bool exact = value && std::abs(*value) <= kExact && std::trunc(*value) == *value;
  return exact ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

template <typename T>
std::optional<T> special_real(std::string_view text) {
  if (text == "NaN") {
    return std::numeric_limits<T>::quiet_NaN();
  }
  if (text == "Infinity") {
    return std::numeric_limits<T>::infinity();
  }
  if (text == "-Infinity") {
    return -std::numeric_limits<T>::infinity();
  }
  return std::nullopt;
}

}  // namespace

JsonNode JsonTree::root() {
  return {*this, 0};
}

std::string JsonTree::path_of(std::uint32_t index) const {
  const Node& node = nodes_[index];
  if (node.parent == kNone) {
    return "$";
  }
  const std::string parent = path_of(node.parent);
  if (nodes_[node.parent].kind == Kind::kObject) {
    return (parent == "$" ? "" : parent + ".") + std::string(node.key);
  }
  std::size_t place = 0;
  for (std::uint32_t at = nodes_[node.parent].first_child; at != index; at = nodes_[at].next) {
    ++place;
  }
  return parent + "[" + std::to_string(place) + "]";
}

bool JsonNode::is_object() const {
  return node().kind == JsonTree::Kind::kObject;
}
bool JsonNode::is_array() const {
  return node().kind == JsonTree::Kind::kArray;
}

std::optional<JsonNode> JsonNode::take(std::string_view key) {
  if (!is_object()) {
    return std::nullopt;
  }
  std::vector<JsonTree::Node>& nodes = tree_->nodes_;
  std::uint32_t at = hint_ == JsonTree::kNone ? node().first_child : hint_;
  for (std::uint32_t seen = 0; seen < node().children; ++seen) {
    at = at == JsonTree::kNone ? node().first_child : at;
    JsonTree::Node& member = nodes[at];
    if (!member.taken && (member.key_escaped ? unescape(member.key) == key : member.key == key)) {
      member.taken = true;
      hint_ = member.next;
      return JsonNode(*tree_, at);
    }
    at = member.next;
  }
  return std::nullopt;
}

Result<JsonNode> JsonNode::require(std::string_view key) {
  if (!is_object()) {
    return fail(error("expected an object"));
  }
  const auto member = take(key);
  return member ? Result<JsonNode>(*member)
                : fail(error("\"" + std::string(key) + "\" is missing"));
}

Status JsonNode::all_taken() const {
  for (auto member = first(); member; member = member->next()) {
    if (!member->node().taken) {
      return fail(error("unknown or repeated field \"" + member->key() + "\""));
    }
  }
  return {};
}

std::size_t JsonNode::size() const {
  return node().children;
}

std::optional<JsonNode> JsonNode::first() const {
  const std::uint32_t child = node().first_child;
  return child == JsonTree::kNone ? std::nullopt : std::optional(JsonNode(*tree_, child));
}

std::optional<JsonNode> JsonNode::next() const {
  const std::uint32_t next = node().next;
  return next == JsonTree::kNone ? std::nullopt : std::optional(JsonNode(*tree_, next));
}

std::string JsonNode::key() const {
  return node().key_escaped ? unescape(node().key) : std::string(node().key);
}

void JsonNode::mark_taken() {
  node().taken = true;
}

Result<std::string> JsonNode::as_text() const {
  if (node().kind != JsonTree::Kind::kText) {
    return fail(error("expected a string"));
  }
  return node().escaped ? unescape(node().text) : std::string(node().text);
}

Result<bool> JsonNode::as_boolean() const {
  if (node().kind != JsonTree::Kind::kBoolean) {
    return fail(error("expected true or false"));
  }
  return node().text == "true";
}

Result<std::int64_t> JsonNode::as_int(std::int64_t min, std::int64_t max) const {
  const bool number = node().kind == JsonTree::Kind::kNumber;
  if (!number && node().kind != JsonTree::Kind::kText) {
    return fail(error("expected an integer"));
  }
  auto value = whole<std::int64_t>(node().text);
  if (!value && number) {
    value = whole_real(node().text);
  }
  if (!value) {
    return fail(error("expected an integer"));
  }
  if (*value < min || *value > max) {
    return fail(error(std::to_string(*value) + " is outside " + std::to_string(min) + " to " +
                      std::to_string(max)));
  }
  return *value;
}

Result<std::uint64_t> JsonNode::as_uint64() const {
  const bool number = node().kind == JsonTree::Kind::kNumber;
  if (number || node().kind == JsonTree::Kind::kText) {
    if (const auto value = whole<std::uint64_t>(node().text)) {
      return *value;
    }
    const auto value = number ? whole_real(node().text) : std::nullopt;
    if (value && *value >= 0) {
      return static_cast<std::uint64_t>(*value);
    }
  }
  return fail(error("expected an integer of 0 or more"));
}

template <typename T>
Result<T> JsonNode::as_floating() const {
  const bool number = node().kind == JsonTree::Kind::kNumber;
  const auto value = number                                 ? whole<T>(node().text)
                     : node().kind == JsonTree::Kind::kText ? special_real<T>(node().text)
                                                            : std::nullopt;
  return value ? Result<T>(*value) : fail(error("expected a number"));
}

Result<double> JsonNode::as_double() const {
  return as_floating<double>();
}
Result<float> JsonNode::as_float() const {
  return as_floating<float>();
}

Result<Bytes> JsonNode::as_base64() const {
  if (node().kind != JsonTree::Kind::kText) {
    return fail(error("expected a string"));
  }
  auto bytes = node().escaped ? from_base64(unescape(node().text)) : from_base64(node().text);
  return bytes ? std::move(bytes) : fail(error(bytes.error().message));
}

Error JsonNode::error(std::string_view what) const {
  return Error{ErrorCode::kInvalid, (path() + ": ").append(what)};
}

}  // namespace reprise
