#include "core/timeline/flat_schema.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flatbuffers/reflection_generated.h"

namespace reprise::timeline {
namespace {

constexpr flatbuffers::uoffset_t kMaxSchemaDepth = 16;
constexpr std::size_t kLeastTableBytes = 8;  // with the offset that leads to it

tl::unexpected<Error> malformed(const std::string& what) {
  return fail(ErrorCode::kCorrupt, "the FlatBuffers schema is damaged: " + what);
}

// The verifier asks for the vectors that count, and still they may be null to the compiler.
template <typename Tables, typename Act>
void each(const Tables* tables, Act act) {
  if (tables != nullptr) {
    for (const auto* table : *tables) {
      act(*table);
    }
  }
}

// Read as bytes: the accessors load any byte as an enum without a fixed type, and the schema may be
// hostile.
std::int8_t type_byte(const reflection::Type& type, flatbuffers::voffset_t field) {
  return reinterpret_cast<const flatbuffers::Table&>(type).GetField<std::int8_t>(field, 0);
}

FlatType type_of(const reflection::Type& from) {
  FlatType type;
  type.base = static_cast<FlatBase>(type_byte(from, reflection::Type::VT_BASE_TYPE));
  type.element = static_cast<FlatBase>(type_byte(from, reflection::Type::VT_ELEMENT));
  type.index = from.index();
  type.fixed_length = from.fixed_length();
  return type;
}

// Copies a verified schema. It may refer to the same name many times, which would let a small one
// unfold into a huge one: names take no more than some times its size.
class SchemaReader {
 public:
  explicit SchemaReader(std::size_t schema_bytes) : budget_(4 * schema_bytes + 4096) {}

  Result<FlatSchema> read(const reflection::Schema& schema, std::string_view root) {
    each(schema.objects(),
         [&](const reflection::Object& object) { out_.objects.push_back(object_of(object)); });
    each(schema.enums(),
         [&](const reflection::Enum& entry) { out_.enums.push_back(enum_of(entry)); });
    const std::string own = schema.root_table() == nullptr ? "" : text(schema.root_table()->name());
    if (exhausted_) {
      return malformed("it unfolds into far more than its size");
    }
    TRY_ASSIGN(out_.root, find_root(root, own));
    return std::move(out_);
  }

 private:
  std::string text(const flatbuffers::String* from) {
    exhausted_ = exhausted_ || (from != nullptr && from->size() > budget_);
    if (from == nullptr || exhausted_) {
      return "";
    }
    budget_ -= from->size();
    return {from->c_str(), from->size()};
  }

  FlatField field_of(const reflection::Field& from) {
    FlatField field;
    field.name = text(from.name());
    field.type = type_of(*from.type());
    field.id = from.id();
    field.offset = from.offset();
    field.default_integer = from.default_integer();
    field.default_real = from.default_real();
    field.optional = from.optional();
    return field;
  }

  FlatObject object_of(const reflection::Object& from) {
    FlatObject object;
    object.name = text(from.name());
    object.is_struct = from.is_struct();
    object.bytes = static_cast<std::size_t>(std::max(from.bytesize(), 0));
    each(from.fields(), [&](const reflection::Field& field) {
      if (!field.deprecated()) {
        object.fields.push_back(field_of(field));
      }
    });
    // The schema has them by name.
    std::ranges::stable_sort(object.fields, [](const FlatField& a, const FlatField& b) {
      return std::pair(a.id, a.offset) < std::pair(b.id, b.offset);
    });
    return object;
  }

  FlatEnum enum_of(const reflection::Enum& from) {
    FlatEnum out;
    out.name = text(from.name());
    each(from.values(), [&](const reflection::EnumVal& value) {
      out.names[value.value()] = text(value.name());
      if (from.is_union() && value.union_type() != nullptr) {
        out.members[value.value()] = type_of(*value.union_type());
      }
    });
    return out;
  }

  [[nodiscard]] Result<std::size_t> find_root(std::string_view name, std::string_view own) const {
    for (const std::string_view wanted : {name, own}) {
      const auto found = std::ranges::find(out_.objects, wanted, &FlatObject::name);
      if (found != out_.objects.end() && !found->is_struct) {
        return static_cast<std::size_t>(found - out_.objects.begin());
      }
    }
    return malformed("it has no table '" + std::string(name) + "'");
  }

  FlatSchema out_;
  std::size_t budget_;
  bool exhausted_ = false;
};

class SchemaCheck {
 public:
  explicit SchemaCheck(const FlatSchema& schema) : schema_(schema) {}

  [[nodiscard]] Status run() const {
    for (const FlatObject& object : schema_.objects) {
      for (const FlatField& field : object.fields) {
        if (Status status = check_field(object, field); !status) {
          return fail(std::move(status).error().with_context(object.name + "." + field.name));
        }
      }
    }
    for (const FlatEnum& entry : schema_.enums) {
      for (const auto& [value, member] : entry.members) {
        TRY(check_type(member));
      }
    }
    return {};
  }

 private:
  [[nodiscard]] Status check_field(const FlatObject& object, const FlatField& field) const {
    TRY(check_type(field.type));
    if (!object.is_struct) {
      return {};
    }
    const FlatBase base = field.type.base;
    const bool is_struct = base == FlatBase::kObject && is_struct_index(field.type.index);
    const bool is_array = base == FlatBase::kArray;
    if (!is_scalar(base) && !is_struct && !is_array) {
      return malformed("a struct cannot hold that field");
    }
    const std::size_t size = schema_.inline_size(field.type);
    return field.offset + size <= object.bytes ? Status() : malformed("a field outside its struct");
  }

  [[nodiscard]] bool is_struct_index(std::int32_t index) const {
    return schema_.objects[static_cast<std::size_t>(index)].is_struct;
  }

  [[nodiscard]] Status check_type(const FlatType& type) const {
    TRY(check_base(type.base, type.index));
    if (type.base != FlatBase::kVector && type.base != FlatBase::kArray) {
      return {};
    }
    TRY(check_base(type.element, type.index));
    const bool nested = type.element == FlatBase::kVector || type.element == FlatBase::kArray;
    const bool array_of_offsets =
        type.base == FlatBase::kArray && !is_scalar(type.element) &&
        !(type.element == FlatBase::kObject && is_struct_index(type.index));
    return nested || array_of_offsets || type.element == FlatBase::kNone
               ? malformed("elements of a kind that cannot be")
               : Status();
  }

  [[nodiscard]] Status check_base(FlatBase base, std::int32_t index) const {
    if (base > FlatBase::kArray) {
      return fail(ErrorCode::kUnsupported, "a FlatBuffers type that this program does not know (" +
                                               std::to_string(static_cast<int>(base)) + ")");
    }
    const bool needs_object = base == FlatBase::kObject;
    const bool needs_enum = base == FlatBase::kUnion || base == FlatBase::kUnionType;
    const std::size_t limit = needs_object ? schema_.objects.size() : schema_.enums.size();
    const bool given = index >= 0;
    const bool holds = given && static_cast<std::size_t>(index) < limit;
    // A scalar's index is its enum, or none.
    const bool wrong = needs_object || needs_enum ? !holds : is_scalar(base) && given && !holds;
    return wrong ? malformed("a type that the schema does not have") : Status();
  }

  const FlatSchema& schema_;
};

}  // namespace

bool is_scalar(FlatBase base) {
  return base >= FlatBase::kUnionType && base <= FlatBase::kDouble;
}

std::size_t FlatSchema::inline_size(FlatBase base, std::int32_t index) const {
  constexpr std::array<std::size_t, 18> kSizes = {0, 1, 1, 1, 1, 2, 2, 4, 4,
                                                  8, 8, 4, 8, 4, 4, 4, 4, 0};
  if (base == FlatBase::kObject) {
    const FlatObject& object = objects[static_cast<std::size_t>(index)];
    return object.is_struct ? object.bytes : sizeof(std::uint32_t);
  }
  return kSizes[static_cast<std::size_t>(base)];
}

std::size_t FlatSchema::inline_size(const FlatType& type) const {
  return type.base == FlatBase::kArray ? type.fixed_length * inline_size(type.element, type.index)
                                       : inline_size(type.base, type.index);
}

Result<FlatSchema> FlatSchema::parse(ByteSpan bfbs, std::string_view root_name) {
  // Its own copy lies at an address that is aligned, as the accessors expect.
  const Bytes aligned(bfbs.begin(), bfbs.end());
  const auto* data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  const std::size_t tables = aligned.size() / kLeastTableBytes;
  flatbuffers::Verifier verifier(data, aligned.size(), kMaxSchemaDepth,
                                 static_cast<flatbuffers::uoffset_t>(tables));
  if (tables == 0 || !reflection::VerifySchemaBuffer(verifier)) {
    return malformed("it does not verify");
  }
  TRY_ASSIGN(FlatSchema out,
             SchemaReader(aligned.size()).read(*reflection::GetSchema(data), root_name));
  TRY(SchemaCheck(out).run());
  return out;
}

}  // namespace reprise::timeline
