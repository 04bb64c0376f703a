// Messages of other programs, by the schema that their file carries.
#include "core/timeline/flat_json.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "core/timeline/topics.h"
#include "foreign_bfbs_generated.h"
#include "foreign_generated.h"

namespace reprise::timeline {
namespace {

using flatbuffers::FlatBufferBuilder;

ByteSpan schema_bytes() {
  return std::as_bytes(
      std::span(::foreign::RootBinarySchema::data(), ::foreign::RootBinarySchema::size()));
}
FlatSchema schema() {
  return *FlatSchema::parse(schema_bytes(), "foreign.Root");
}
ByteSpan bytes_of(const FlatBufferBuilder& builder) {
  return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

Bytes full_message() {
  FlatBufferBuilder builder;
  const ::foreign::Point corner(1.5F, 2);
  const std::array<std::uint16_t, 3> sizes = {7, 8, 65535};
  const ::foreign::Box box(corner, sizes, true);
  const auto leaf = ::foreign::CreateLeaf(builder, builder.CreateString("ash"));
  const auto twig = ::foreign::CreateTwig(builder, leaf);
  const std::vector<std::uint8_t> data = {1, 2, 250};
  const std::vector<int> numbers = {-1, 2};
  const std::vector<::foreign::Point> points = {{0, 1}, {0.1F, 3}};
  const std::vector<flatbuffers::Offset<::foreign::Leaf>> leaves = {leaf, leaf};
  const std::vector<std::int8_t> colors = {-1, 3, 9};
  const auto text = builder.CreateString("π \"quoted\"");
  const auto data_at = builder.CreateVector(data);
  const auto numbers_at = builder.CreateVector(numbers);
  const auto names_at = builder.CreateVectorOfStrings({"a", "b"});
  const auto points_at = builder.CreateVectorOfStructs(points);
  const auto leaves_at = builder.CreateVector(leaves);
  const auto colors_at = builder.CreateVector(colors);
  ::foreign::RootBuilder root(builder);
  root.add_color(::foreign::Color::Red);
  root.add_flag(true);
  root.add_big(18446744073709551615U);
  root.add_small(-5);
  root.add_maybe(0);
  root.add_text(text);
  root.add_point(&corner);
  root.add_box(&box);
  root.add_leaf(leaf);
  root.add_bytes(data_at);
  root.add_numbers(numbers_at);
  root.add_names(names_at);
  root.add_points(points_at);
  root.add_leaves(leaves_at);
  root.add_colors(colors_at.o);
  root.add_part_type(::foreign::Part::Twig);
  root.add_part(twig.Union());
  builder.Finish(root.Finish());
  const ByteSpan bytes = bytes_of(builder);
  return {bytes.begin(), bytes.end()};
}

TEST(FlatJson, WritesEveryKindOfField) {
  const auto json = flat_to_json(schema(), full_message());
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(dump_json(*json),
            R"({"color":"Red","flag":true,"big":"18446744073709551615","small":-5,"maybe":0,)"
            R"("real":0.5,"text":"π \"quoted\"","point":{"x":1.5,"y":2},)"
            R"("box":{"corner":{"x":1.5,"y":2},"sizes":[7,8,65535],"solid":true},)"
            R"("leaf":{"name":"ash"},"bytes":"AQL6","numbers":[-1,2],"names":["a","b"],)"
            R"("points":[{"x":0,"y":1},{"x":0.1,"y":3}],"leaves":[{"name":"ash"},{"name":"ash"}],)"
            R"("colors":["Red","Green",9],"part_type":"Twig",)"
            R"("part":{"leaf":{"name":"ash"},"length":2.5},"parts_type":null,"parts":null,)"
            R"("next":null})");
}

TEST(FlatJson, WhatIsAbsentHasItsDefault) {
  FlatBufferBuilder builder;
  builder.Finish(::foreign::RootBuilder(builder).Finish());
  const auto json = flat_to_json(schema(), bytes_of(builder));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["color"], "Green");
  EXPECT_EQ((*json)["big"], "0");
  EXPECT_EQ((*json)["real"], 0.5);
  EXPECT_TRUE((*json)["maybe"].is_null());
  EXPECT_TRUE((*json)["text"].is_null());
  EXPECT_TRUE((*json)["part"].is_null());
  EXPECT_EQ((*json)["part_type"], "NONE");
}

TEST(FlatJson, UnionsOfTextStructsAndMany) {
  FlatBufferBuilder builder;
  const auto text = builder.CreateString("bark");
  const auto point = builder.CreateStruct(::foreign::Point(1, 2));
  const std::vector<std::uint8_t> types = {3, 4};
  const std::vector<flatbuffers::Offset<void>> values = {text.Union(), point.Union()};
  const auto types_at = builder.CreateVector(types);
  const auto values_at = builder.CreateVector(values);
  ::foreign::RootBuilder root(builder);
  root.add_part_type(::foreign::Part::Text);
  root.add_part(text.Union());
  root.add_parts_type(types_at.o);
  root.add_parts(values_at);
  builder.Finish(root.Finish());
  const auto json = flat_to_json(schema(), bytes_of(builder));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["part"], "bark");
  EXPECT_EQ((*json)["parts_type"], *parse_json(R"(["Text","Point"])"));
  EXPECT_EQ((*json)["parts"].size(), 2U);
}

TEST(FlatJson, ReadsTheRecordsOfATakeByTheirOwnSchemas) {
  for (const TopicInfo& topic : topic_table()) {
    const auto parsed = FlatSchema::parse(topic.schema, topic.schema_name);
    ASSERT_TRUE(parsed) << topic.name;
    EXPECT_EQ(parsed->objects[parsed->root].name, topic.schema_name);
  }
}

TEST(FlatJson, DeepNestingAndUnfoldingAreRefused) {
  FlatBufferBuilder deep;
  flatbuffers::Offset<::foreign::Root> inner;
  for (int i = 0; i < 100; ++i) {
    ::foreign::RootBuilder root(deep);
    if (i > 0) {
      root.add_next(inner);
    }
    inner = root.Finish();
  }
  deep.Finish(inner);
  EXPECT_FALSE(flat_to_json(schema(), bytes_of(deep)));

  FlatBufferBuilder wide;
  const auto leaf = ::foreign::CreateLeaf(wide, wide.CreateString(std::string(10'000, 'x')));
  const auto leaves = wide.CreateVector(std::vector(10'000, leaf));
  ::foreign::RootBuilder root(wide);
  root.add_leaves(leaves);
  wide.Finish(root.Finish());
  EXPECT_FALSE(flat_to_json(schema(), bytes_of(wide)));
}

// A table whose one field is a vector of `count` tables without a field; they are one and the same.
Bytes empty_items(std::size_t count) {
  FlatBufferBuilder builder;
  const flatbuffers::Offset<void> item = builder.EndTable(builder.StartTable());
  const auto items = builder.CreateVector(std::vector(count, item));
  const auto start = builder.StartTable();
  builder.AddOffset(flatbuffers::FieldIndexToOffset(0), items);
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)));
  const ByteSpan bytes = bytes_of(builder);
  return {bytes.begin(), bytes.end()};
}

// The schema of that, where an item could have these.
FlatSchema schema_of_items(const std::vector<FlatField>& fields) {
  FlatSchema out;
  FlatField items;
  items.name = "items";
  items.type = {FlatBase::kVector, FlatBase::kObject, 1, 0};
  out.objects = {{"Root", false, 0, {items}}, {"Item", false, 0, fields}};
  return out;
}

TEST(FlatJson, NamesCountToWhatAMessageUnfoldsTo) {
  FlatField field;
  field.type.base = FlatBase::kUByte;
  field.name = "short";
  EXPECT_TRUE(flat_to_json(schema_of_items({field}), empty_items(500)));
  field.name = std::string(20'000, 'x');
  EXPECT_FALSE(flat_to_json(schema_of_items({field}), empty_items(500)));

  field.name = "color";
  field.type.index = 0;
  FlatSchema named = schema_of_items({field});
  named.enums = {{"Color", {{0, std::string(20'000, 'x')}}, {}}};
  EXPECT_FALSE(flat_to_json(named, empty_items(500)));
  EXPECT_TRUE(flat_to_json(named, empty_items(5)));
}

TEST(FlatJson, SmallTablesOfALargeSchemaAreNoAttack) {
  std::vector<FlatField> fields(40);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    fields[i].name = "a_field_with_the_number_" + std::to_string(i);
    fields[i].type.base = FlatBase::kFloat;
    fields[i].id = static_cast<std::uint16_t>(i);
  }
  FlatBufferBuilder builder;
  std::vector<flatbuffers::Offset<void>> items;
  for (int i = 0; i < 2000; ++i) {
    const auto start = builder.StartTable();
    builder.AddElement<float>(flatbuffers::FieldIndexToOffset(39), 1);
    items.emplace_back(builder.EndTable(start));
  }
  const auto vector = builder.CreateVector(items);
  const auto start = builder.StartTable();
  builder.AddOffset(flatbuffers::FieldIndexToOffset(0), vector);
  builder.Finish(flatbuffers::Offset<void>(builder.EndTable(start)));
  const auto json = flat_to_json(schema_of_items(fields), bytes_of(builder));
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ((*json)["items"].size(), 2000U);
}

TEST(FlatJson, EveryTruncationAndManyFlipsOfAMessageAreSurvived) {
  const FlatSchema parsed = schema();
  const Bytes whole = full_message();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    (void)flat_to_json(parsed, ByteSpan(whole).first(size));
  }
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= std::byte{1} << (bit % 8);
    (void)flat_to_json(parsed, flipped);
  }
}

TEST(FlatJson, DamagedSchemasAreRefusedOrRead) {
  const Bytes message = full_message();
  const Bytes whole(schema_bytes().begin(), schema_bytes().end());
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] =
        static_cast<std::byte>(random_below(3, 4, HopIndex{static_cast<std::int64_t>(at)}, 256));
    const auto parsed = FlatSchema::parse(changed, "foreign.Root");
    refused += parsed ? 0 : 1;
    if (parsed) {
      (void)flat_to_json(*parsed, message);
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_FALSE(FlatSchema::parse({}, "foreign.Root"));
  EXPECT_FALSE(FlatSchema::parse(ByteSpan(whole).first(100), "foreign.Root"));
}

TEST(FlatJson, TheRootIsTheNamedTableElseTheSchemasOwn) {
  const auto twig = FlatSchema::parse(schema_bytes(), "foreign.Twig");
  EXPECT_EQ(twig->objects[twig->root].name, "foreign.Twig");
  const auto other = FlatSchema::parse(schema_bytes(), "unknown");
  EXPECT_EQ(other->objects[other->root].name, "foreign.Root");
}

}  // namespace
}  // namespace reprise::timeline
