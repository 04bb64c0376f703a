#include "core/timeline/flat_account.h"

#include <algorithm>

namespace reprise::timeline {
namespace {

constexpr int kMaxNesting = 64;

tl::unexpected<Error> too_much() {
  return fail(ErrorCode::kCorrupt, "the FlatBuffer unfolds into far more than its size");
}

}  // namespace

FlatAccount::FlatAccount(FlatSchema schema) : schema_(std::move(schema)), nodes_(1) {}

FlatAccount::Node FlatAccount::child(Node parent, std::size_t index, const std::string& name) {
  const auto [place, added] = children_.try_emplace({parent, index}, nodes_.size());
  if (added) {
    const std::string& above = nodes_[parent].field;
    nodes_.push_back({above.empty() ? name : above + "." + name, 0, 0});
  }
  return place->second;
}

void FlatAccount::claim(std::size_t at, std::size_t size, Node node) {
  const std::size_t end = std::min(at + size, claimed_.size());
  for (std::size_t i = at; i < end; ++i) {
    if (!claimed_[i]) {
      claimed_[i] = true;
      ++nodes_[node].bytes;
    }
  }
}

void FlatAccount::add(ByteSpan message) {
  message_ = FlatBytes(message);
  claimed_.assign(message.size(), false);
  steps_ = message.size() + 64;
  ++nodes_[0].values;
  if (const auto root = message_.follow(0)) {
    // Where it breaks off, the rest stays unclaimed.
    (void)walk_table(schema_.objects[schema_.root], *root, 0, 0);
  }
  claim(0, message.size(), 0);
}

Status FlatAccount::walk_table(const FlatObject& object, std::size_t at, Node node, int depth) {
  TRY_ASSIGN(const FlatTable table, message_.table(at));
  for (std::size_t i = 0; i < object.fields.size(); ++i) {
    const FlatField& field = object.fields[i];
    TRY_ASSIGN(const auto place, message_.field(table, field.id, schema_.inline_size(field.type)));
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
  if (steps_ == 0 || depth > kMaxNesting) {
    return too_much();
  }
  --steps_;
  claim(at, schema_.inline_size(type), node);
  if (type.base == FlatBase::kString) {
    TRY_ASSIGN(const FlatRun run, message_.run(at, 1));
    constexpr std::size_t kTerminator = 1;
    claim(run.at - sizeof(std::uint32_t), sizeof(std::uint32_t) + run.count + kTerminator, node);
  } else if (type.base == FlatBase::kVector) {
    TRY(walk_vector(type, at, node, depth));
  } else if (type.base == FlatBase::kObject) {
    const FlatObject& object = schema_.objects[static_cast<std::size_t>(type.index)];
    if (!object.is_struct) {
      TRY_ASSIGN(const std::size_t target, message_.follow(at));
      TRY(walk_table(object, target, node, depth + 1));
    }
  }
  return {};
}

Status FlatAccount::walk_vector(const FlatType& type, std::size_t at, Node node, int depth) {
  const FlatType element{type.element, FlatBase::kNone, type.index, 0};
  const std::size_t size = schema_.inline_size(element);
  TRY_ASSIGN(const FlatRun run, message_.run(at, size));
  claim(run.at - sizeof(std::uint32_t), sizeof(std::uint32_t) + run.count * size, node);
  const bool is_struct = element.base == FlatBase::kObject &&
                         schema_.objects[static_cast<std::size_t>(element.index)].is_struct;
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
