#include "core/timeline/flat_json.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/base/text.h"
#include "core/timeline/flat_bytes.h"

namespace reprise::timeline {
namespace {

constexpr int kMaxTypeDepth = 64;

// About what JSON takes in memory for a value, and for a member of an object besides its name.
constexpr std::size_t kValueBytes = 16;
constexpr std::size_t kMemberBytes = 32;

// Strings are shared on purpose by some writers, and absent fields take no bytes but their names:
// far more than the message itself is permitted, most of all to a small one.
std::size_t budget_for(std::size_t message_bytes) {
  return std::min(1024 * message_bytes + (std::size_t{1} << 20),
                  16 * message_bytes + (std::size_t{256} << 20));
}

class FlatDecoder {
 public:
  FlatDecoder(const FlatSchema& schema, ByteSpan message)
      : schema_(schema), bytes_(message), budget_(budget_for(message.size())) {}

  Result<Json> run() {
    TRY_ASSIGN(const std::size_t root, bytes_.follow(0));
    return table(schema_.objects[schema_.root], root, 0);
  }

 private:
  Status spend(std::size_t bytes) {
    if (bytes > budget_) {
      return fail(ErrorCode::kCorrupt, "the FlatBuffer unfolds into far more than its size");
    }
    budget_ -= bytes;
    return {};
  }

  Result<Json> table(const FlatObject& object, std::size_t at, int depth) {
    if (depth > kMaxTypeDepth) {
      return fail(ErrorCode::kCorrupt, "the FlatBuffer nests too deeply");
    }
    TRY_ASSIGN(const FlatTable table, bytes_.table(at));
    Json json = Json::object();
    for (const FlatField& field : object.fields) {
      TRY(spend(kMemberBytes + field.name.size()));
      TRY_ASSIGN(const auto place, bytes_.field(table, field.id, schema_.inline_size(field.type)));
      if (field.type.base == FlatBase::kUnion) {
        TRY_ASSIGN(json[field.name], union_value(object, field, table, place, depth));
      } else if (place) {
        TRY_ASSIGN(json[field.name], value(field.type, *place, depth));
      } else {
        TRY_ASSIGN(json[field.name], absent(field));
      }
    }
    return json;
  }

  Result<Json> absent(const FlatField& field) {
    const FlatBase base = field.type.base;
    if (!is_scalar(base) || field.optional) {
      return Json();
    }
    if (base == FlatBase::kFloat || base == FlatBase::kDouble) {
      return real(field.default_real);
    }
    return integer(field.type, field.default_integer);
  }

  static Json real(double value) {
    return std::isfinite(value) ? Json(value) : Json(format_double(value));
  }

  // By its name, if it is an enum's.
  Result<Json> integer(const FlatType& type, std::int64_t value) {
    if (type.index >= 0) {
      const auto& names = schema_.enums[static_cast<std::size_t>(type.index)].names;
      if (const auto name = names.find(value); name != names.end()) {
        TRY(spend(name->second.size()));
        return Json(name->second);
      }
    }
    switch (type.base) {
      case FlatBase::kBool:
        return Json(value != 0);
      case FlatBase::kLong:
        return Json(std::to_string(value));
      case FlatBase::kULong:
        return Json(std::to_string(static_cast<std::uint64_t>(value)));
      default:
        return Json(value);
    }
  }

  template <typename T>
  Result<Json> integer_at(const FlatType& type, std::size_t at) {
    TRY_ASSIGN(const T value, bytes_.get<T>(at));
    return integer(type, static_cast<std::int64_t>(value));
  }

  Result<Json> float_at(std::size_t at) {
    TRY_ASSIGN(const auto value, bytes_.get<float>(at));
    if (!std::isfinite(value)) {
      return Json(format_float(value));
    }
    // The shortest decimal that reads back to the same float.
    return parse_json(format_float(value));
  }

  Result<Json> value(const FlatType& type, std::size_t at, int depth) {
    TRY(spend(kValueBytes));
    switch (type.base) {
      case FlatBase::kUnionType:
      case FlatBase::kBool:
      case FlatBase::kUByte:
        return integer_at<std::uint8_t>(type, at);
      case FlatBase::kByte:
        return integer_at<std::int8_t>(type, at);
      case FlatBase::kShort:
        return integer_at<std::int16_t>(type, at);
      case FlatBase::kUShort:
        return integer_at<std::uint16_t>(type, at);
      case FlatBase::kInt:
        return integer_at<std::int32_t>(type, at);
      case FlatBase::kUInt:
        return integer_at<std::uint32_t>(type, at);
      case FlatBase::kLong:
        return integer_at<std::int64_t>(type, at);
      case FlatBase::kULong:
        return integer_at<std::uint64_t>(type, at);
      case FlatBase::kFloat:
        return float_at(at);
      case FlatBase::kDouble: {
        TRY_ASSIGN(const auto number, bytes_.get<double>(at));
        return real(number);
      }
      case FlatBase::kString:
        return text(at);
      case FlatBase::kVector:
        return vector(type, at, depth);
      case FlatBase::kObject:
        return object(type.index, at, depth);
      case FlatBase::kArray:
        return elements(type, {at, type.fixed_length}, depth);
      case FlatBase::kNone:
      case FlatBase::kUnion:
        break;
    }
    return Json();
  }

  Result<Json> text(std::size_t at) {
    TRY_ASSIGN(const FlatRun run, bytes_.run(at, 1));
    TRY(spend(run.count));
    return Json(std::string(as_text(bytes_.all().subspan(run.at, run.count))));
  }

  // A table or struct of the schema: the former lies where the offset leads, the latter in place.
  Result<Json> object(std::int32_t index, std::size_t at, int depth) {
    const FlatObject& object = schema_.objects[static_cast<std::size_t>(index)];
    if (!object.is_struct) {
      TRY_ASSIGN(const std::size_t target, bytes_.follow(at));
      return table(object, target, depth + 1);
    }
    if (depth > kMaxTypeDepth) {
      return fail(ErrorCode::kCorrupt, "the FlatBuffer nests too deeply");
    }
    Json json = Json::object();
    for (const FlatField& field : object.fields) {
      TRY(spend(kMemberBytes + field.name.size()));
      TRY_ASSIGN(json[field.name], value(field.type, at + field.offset, depth + 1));
    }
    return json;
  }

  Result<Json> vector(const FlatType& type, std::size_t at, int depth) {
    const std::size_t size = schema_.inline_size(type.element, type.index);
    TRY_ASSIGN(const FlatRun run, bytes_.run(at, size));
    if (type.element == FlatBase::kUByte && type.index < 0) {
      TRY(spend(run.count));
      return Json(to_base64(bytes_.all().subspan(run.at, run.count)));
    }
    return elements(type, run, depth);
  }

  Result<Json> elements(const FlatType& type, const FlatRun& run, int depth) {
    const FlatType element{type.element, FlatBase::kNone, type.index, 0};
    const std::size_t size = schema_.inline_size(element);
    Json json = Json::array();
    for (std::size_t i = 0; i < run.count; ++i) {
      if (element.base == FlatBase::kUnion) {
        TRY(spend(kValueBytes));
        json.push_back(nullptr);  // what it is stands in the vector of types
        continue;
      }
      TRY_ASSIGN(Json item, value(element, run.at + i * size, depth));
      json.push_back(std::move(item));
    }
    return json;
  }

  // The type of union NAME is the field NAME_type.
  Result<Json> union_value(const FlatObject& owner, const FlatField& field, const FlatTable& table,
                           std::optional<std::size_t> place, int depth) {
    if (!place) {
      return Json();
    }
    const auto& members = schema_.enums[static_cast<std::size_t>(field.type.index)].members;
    for (const FlatField& type_field : owner.fields) {
      if (type_field.type.base != FlatBase::kUnionType || type_field.name != field.name + "_type") {
        continue;
      }
      TRY_ASSIGN(const auto type_place, bytes_.field(table, type_field.id, 1));
      TRY_ASSIGN(const std::uint8_t type,
                 type_place ? bytes_.get<std::uint8_t>(*type_place) : Result<std::uint8_t>(0));
      const auto member = members.find(type);
      if (member == members.end()) {
        return Json();
      }
      return union_member(member->second, *place, depth);
    }
    return Json();
  }

  // Where a union holds a struct, it does so behind an offset.
  Result<Json> union_member(const FlatType& type, std::size_t at, int depth) {
    const bool is_object = type.base == FlatBase::kObject;
    if (is_object && schema_.objects[static_cast<std::size_t>(type.index)].is_struct) {
      TRY_ASSIGN(const std::size_t target, bytes_.follow(at));
      return object(type.index, target, depth);
    }
    return is_object || type.base == FlatBase::kString ? value(type, at, depth) : Json();
  }

  const FlatSchema& schema_;
  FlatBytes bytes_;
  std::size_t budget_;
};

}  // namespace

Result<Json> flat_to_json(const FlatSchema& schema, ByteSpan message) {
  return FlatDecoder(schema, message).run();
}

}  // namespace reprise::timeline
