// Which field of a FlatBuffers message which byte belongs to: every byte counts once, so that the
// fields and what holds them together add up to the message. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/timeline/flat_bytes.h"
#include "core/timeline/flat_schema.h"

namespace reprise::timeline {

struct FieldBytes {
  std::string field;  // "layers.inputs.name"; "" is the message's frame: offsets, vtables, padding
  std::uint64_t bytes = 0;
  std::uint64_t values = 0;  // how often it was there
};

class FlatAccount {
 public:
  // Accounts may share a schema.
  explicit FlatAccount(std::shared_ptr<const FlatSchema> schema);

  // A field has the bytes of its value in the table, and of the string or vector that it leads to.
  // What cannot be reached of a damaged message, or only in far more steps than it has bytes,
  // belongs to its frame.
  void add(ByteSpan message);

  // The frame first, then fields in the order of the schema.
  [[nodiscard]] std::vector<FieldBytes> fields() const;

 private:
  using Node = std::size_t;  // in nodes_; 0 is the frame

  Node child(Node parent, std::size_t index, const std::string& name);
  Status spend(std::size_t steps);
  Status claim(std::size_t at, std::size_t size, Node node);
  Status walk_table(const FlatObject& object, std::size_t at, Node node, int depth);
  Status walk_value(const FlatType& type, std::size_t at, Node node, int depth);
  Status walk_vector(const FlatType& type, std::size_t at, Node node, int depth);
  void list(Node node, std::vector<FieldBytes>& out) const;

  std::shared_ptr<const FlatSchema> schema_;
  std::vector<FieldBytes> nodes_;
  std::size_t name_bytes_ = 0;  // of the nodes
  std::map<std::pair<Node, std::size_t>, Node> children_;
  FlatBytes message_{ByteSpan()};
  std::vector<bool> claimed_;  // by byte of the message
  std::size_t steps_ = 0;      // that are left
};

}  // namespace reprise::timeline
