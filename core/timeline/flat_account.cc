#include "core/timeline/flat_account.h"

#include <algorithm>

namespace reprise::timeline {
namespace {

constexpr int kMaxNesting = 64;
// Of the names of fields; a real schema's take some kilobytes.
constexpr std::size_t kMaxNameBytes = 256u << 10;

}  // namespace

FlatAccount::FlatAccount(std::shared_ptr<const FlatSchema> schema)
    : schema_(std::move(schema)), nodes_(1) {}

// Strings are shared on purpose by some writers, and absent fields take no bytes: more than the
// message itself is permitted.
Status FlatAccount::spend(std::size_t steps) {
  if (steps > steps_) {
    return corrupt("the FlatBuffer unfolds into far more than its size");
  }
  steps_ -= steps;
  return {};
}

// The node above where a hostile schema has too many names.
FlatAccount::Node FlatAccount::child(Node parent, std::size_t index, const std::string& name) {
  if (const auto known = children_.find({parent, index}); known != children_.end()) {
    return known->second;
  }
  const std::string& above = nodes_[parent].field;
  const std::size_t bytes = sizeof(FieldBytes) + above.size() + 1 + name.size();
  if (bytes > kMaxNameBytes - name_bytes_) {
    return parent;
  }
  name_bytes_ += bytes;
  nodes_.push_back({above.empty() ? name : above + "." + name, 0, 0});
  return children_[{parent, index}] = nodes_.size() - 1;
}

Status FlatAccount::claim(std::size_t at, std::size_t size, Node node) {
  TRY(spend(size));
  const std::size_t end = std::min(at + size, claimed_.size());
  for (std::size_t i = at; i < end; ++i) {
    if (!claimed_[i]) {
      claimed_[i] = true;
      ++nodes_[node].bytes;
    }
  }
  return {};
}

void FlatAccount::add(ByteSpan message) {
  message_ = FlatBytes(message);
  claimed_.assign(message.size(), false);
  steps_ = 16 * message.size() + 65536;
  ++nodes_[0].values;
  if (const auto root = message_.follow(0)) {
    // Where it breaks off, the rest stays unclaimed.
    (void)walk_table(schema_->objects[schema_->root], *root, 0, 0);
  }
  nodes_[0].bytes += static_cast<std::uint64_t>(std::ranges::count(claimed_, false));
}

Status FlatAccount::walk_table(const FlatObject& object, std::size_t at, Node node, int depth) {
  if (depth > kMaxNesting) {
    return corrupt("the FlatBuffer nests too deeply");
  }
  TRY_ASSIGN(const FlatTable table, message_.table(at));
  for (std::size_t i = 0; i < object.fields.size(); ++i) {
    const FlatField& field = object.fields[i];
    TRY(spend(1));
    TRY_ASSIGN(const auto place, message_.field(table, field.id, schema_->inline_size(field.type)));
    if (place) {
      const Node own = child(node, i, field.name);
      ++nodes_[own].values;
      TRY(walk_value(field.type, *place, own, depth));
    }
  }
  return {};
}

// A value in its table, struct or vector, and what it leads to. What a union leads to belongs to
// the frame.
Status FlatAccount::walk_value(const FlatType& type, std::size_t at, Node node, int depth) {
  TRY(claim(at, schema_->inline_size(type), node));
  if (type.base == FlatBase::kString) {
    TRY_ASSIGN(const FlatRun run, message_.run(at, 1));
    constexpr std::size_t kTerminator = 1;
    return claim(run.at - sizeof(std::uint32_t), sizeof(std::uint32_t) + run.count + kTerminator,
                 node);
  }
  if (type.base == FlatBase::kVector) {
    return walk_vector(type, at, node, depth);
  }
  const bool is_object = type.base == FlatBase::kObject;
  if (!is_object || schema_->objects[static_cast<std::size_t>(type.index)].is_struct) {
    return {};
  }
  TRY_ASSIGN(const std::size_t target, message_.follow(at));
  return walk_table(schema_->objects[static_cast<std::size_t>(type.index)], target, node,
                    depth + 1);
}

Status FlatAccount::walk_vector(const FlatType& type, std::size_t at, Node node, int depth) {
  const FlatType element{type.element, FlatBase::kNone, type.index, 0};
  const std::size_t size = schema_->inline_size(element);
  TRY_ASSIGN(const FlatRun run, message_.run(at, size));
  TRY(claim(run.at - sizeof(std::uint32_t), sizeof(std::uint32_t) + run.count * size, node));
  const bool is_struct = element.base == FlatBase::kObject &&
                         schema_->objects[static_cast<std::size_t>(element.index)].is_struct;
  if (is_scalar(element.base) || is_struct || element.base == FlatBase::kUnion) {
    return {};
  }
  for (std::size_t i = 0; i < run.count; ++i) {
    TRY(walk_value(element, run.at + i * size, node, depth + 1));
  }
  return {};
}

void FlatAccount::list(Node node, std::vector<FieldBytes>& out) const {
  out.push_back(nodes_[node]);
  for (auto it = children_.lower_bound({node, 0}); it != children_.end() && it->first.first == node;
       ++it) {
    list(it->second, out);
  }
}

std::vector<FieldBytes> FlatAccount::fields() const {
  std::vector<FieldBytes> out;
  list(0, out);
  return out;
}

}  // namespace reprise::timeline
