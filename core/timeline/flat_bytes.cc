#include "core/timeline/flat_bytes.h"

#include <bit>

namespace reprise::timeline {

static_assert(std::endian::native == std::endian::little);

tl::unexpected<Error> FlatBytes::outside() {
  return fail(ErrorCode::kCorrupt, "the FlatBuffer refers to bytes outside itself");
}

Result<std::size_t> FlatBytes::follow(std::size_t at) const {
  TRY_ASSIGN(const auto offset, get<std::uint32_t>(at));
  const std::size_t target = at + offset;
  return offset > 0 && holds(target, sizeof offset) ? Result<std::size_t>(target) : outside();
}

Result<FlatTable> FlatBytes::table(std::size_t at) const {
  TRY_ASSIGN(const auto back, get<std::int32_t>(at));
  const std::int64_t vtable = static_cast<std::int64_t>(at) - back;
  if (vtable < 0) {
    return outside();
  }
  FlatTable out;
  out.at = at;
  out.vtable = static_cast<std::size_t>(vtable);
  TRY_ASSIGN(out.vtable_bytes, get<std::uint16_t>(out.vtable));
  TRY_ASSIGN(out.bytes, get<std::uint16_t>(out.vtable + sizeof(std::uint16_t)));
  const bool whole = out.vtable_bytes >= 2 * sizeof(std::uint16_t) &&
                     out.bytes >= sizeof(std::int32_t) && holds(out.vtable, out.vtable_bytes) &&
                     holds(out.at, out.bytes);
  return whole ? Result<FlatTable>(out) : outside();
}

Result<std::optional<std::size_t>> FlatBytes::field(const FlatTable& table, std::uint16_t id,
                                                    std::size_t size) const {
  const std::size_t entry = 2 * sizeof(std::uint16_t) + id * sizeof(std::uint16_t);
  if (entry + sizeof(std::uint16_t) > table.vtable_bytes) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto offset, get<std::uint16_t>(table.vtable + entry));
  if (offset == 0) {
    return std::nullopt;
  }
  if (offset + size > table.bytes) {
    return fail(ErrorCode::kCorrupt, "a field of the FlatBuffer lies outside its table");
  }
  return table.at + offset;
}

Result<FlatRun> FlatBytes::run(std::size_t at, std::size_t element_size) const {
  TRY_ASSIGN(const std::size_t start, follow(at));
  TRY_ASSIGN(const auto count, get<std::uint32_t>(start));
  const FlatRun out{start + sizeof count, count};
  return holds(out.at, out.count * element_size) ? Result<FlatRun>(out) : outside();
}

}  // namespace reprise::timeline
