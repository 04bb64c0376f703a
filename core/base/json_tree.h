// Reads strict JSON (RFC 8259) into a flat array of nodes that point into the text: many small
// documents, such as the lines of a file, cost no allocation each. Nesting and the number of nodes
// are bounded. Unlike Json it keeps every number's text, so that each reader takes it as what it
// needs, −0 and 64 bits included. A tree and its nodes belong to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

class JsonNode;

class JsonTree {
 public:
  static constexpr std::size_t kMaxDepth = 200;
  static constexpr std::size_t kMaxNodes = 1'000'000;

  // kInvalid with the column. The text must outlive the use of the nodes; those of an earlier
  // parse are gone.
  Status parse(std::string_view text);
  // Of a text that was parsed.
  [[nodiscard]] JsonNode root();

 private:
  friend class JsonNode;
  friend class JsonTreeParser;
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kText, kArray, kObject };
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Node {
    std::string_view key;   // of a member of an object, between its quotes
    std::string_view text;  // of a scalar; of a string between its quotes
    std::uint32_t parent = kNone;
    std::uint32_t next = kNone;         // sibling
    std::uint32_t first_child = kNone;  // of an array or object
    std::uint32_t children = 0;
    Kind kind = Kind::kNull;
    bool key_escaped = false;
    bool escaped = false;
    bool taken = false;
  };
  [[nodiscard]] std::string path_of(std::uint32_t index) const;

  std::vector<Node> nodes_;
};

// One value of a tree. Errors are kInvalid and name the JSON path, as those of JsonField.
class JsonNode {
 public:
  JsonNode(JsonTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}

  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;

  // A member of this object, which counts as taken from then on. Fastest in the order of the text.
  std::optional<JsonNode> take(std::string_view key);
  // kInvalid when it is missing.
  Result<JsonNode> require(std::string_view key);
  // kInvalid, naming the first, when this object has members that were not taken.
  [[nodiscard]] Status all_taken() const;

  [[nodiscard]] std::size_t size() const;  // members or elements
  // Members or elements in the order of the text; nothing behind the last.
  [[nodiscard]] std::optional<JsonNode> first() const;
  [[nodiscard]] std::optional<JsonNode> next() const;
  [[nodiscard]] std::string key() const;
  void mark_taken();

  [[nodiscard]] Result<std::string> as_text() const;
  [[nodiscard]] Result<bool> as_boolean() const;
  // Integers as numbers without fraction, or as decimal strings.
  [[nodiscard]] Result<std::int64_t> as_int(std::int64_t min, std::int64_t max) const;
  [[nodiscard]] Result<std::uint64_t> as_uint64() const;
  // Numbers, and the strings that JsonTextWriter::real writes.
  [[nodiscard]] Result<double> as_double() const;
  [[nodiscard]] Result<float> as_float() const;
  [[nodiscard]] Result<Bytes> as_base64() const;

  [[nodiscard]] std::string path() const { return tree_->path_of(index_); }
  [[nodiscard]] Error error(std::string_view what) const;

 private:
  [[nodiscard]] JsonTree::Node& node() const { return tree_->nodes_[index_]; }
  template <typename T>
  [[nodiscard]] Result<T> as_floating() const;

  JsonTree* tree_;
  std::uint32_t index_;
  std::uint32_t hint_ = JsonTree::kNone;  // the member behind the one that was taken last
};

}  // namespace reprise
