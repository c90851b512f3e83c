// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/pickle.h"

#include "core/nn/pickle_torch.h"

#include <fmt/format.h>

#include <bit>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace scenelens {

namespace {

constexpr std::size_t kMaxValues = 1'000'000;
constexpr std::size_t kMaxClassName = 1000;

/// The machine: a stack of values, a stack of marks into it, and a memo. Every method that fails
/// sets `m_error` and returns false.
class Machine {
 public:
  explicit Machine(std::span<const std::byte> bytes) : m_bytes(bytes) {}

  Result<Pickle> run() {
    while (!m_stopped) {
      std::uint64_t code = 0;
      m_instruction = m_position;
      if (!number(1, code) || !step(static_cast<unsigned>(code))) return fail(std::move(m_error));
    }
    return std::move(m_pickle);
  }

 private:
  using Values = std::vector<PickleValue*>;
  /// Whether an instruction went well; nothing when it belongs to another group.
  using Outcome = std::optional<bool>;

  bool step(unsigned code) {
    for (const auto group : {&Machine::scalar, &Machine::text, &Machine::container,
                             &Machine::dictionary, &Machine::memo, &Machine::object}) {
      if (const Outcome done = (this->*group)(code)) return *done;
    }
    return refuse(
        fmt::format("uses the pickle instruction 0x{:02x} at byte {}, which tensors do not need",
                    code, m_instruction));
  }

  // --- the input ---

  bool take(std::uint64_t count, std::span<const std::byte>& out) {
    if (count > m_bytes.size() - m_position) return refuse("has a pickle that is cut off");
    out = m_bytes.subspan(m_position, static_cast<std::size_t>(count));
    m_position += out.size();
    return true;
  }

  /// A little-endian unsigned number of up to eight bytes.
  bool number(std::size_t width, std::uint64_t& out) {
    std::span<const std::byte> raw;
    if (!take(width, raw)) return false;
    out = 0;
    for (std::size_t i = 0; i < width; ++i) out |= std::to_integer<std::uint64_t>(raw[i]) << 8 * i;
    return true;
  }

  /// The bytes up to the next line feed, which is skipped.
  bool line(std::string& out) {
    for (out.clear(); out.size() < kMaxClassName;) {
      std::uint64_t c = 0;
      if (!number(1, c)) return false;
      if (c == '\n') return true;
      out += static_cast<char>(c);
    }
    return refuse("names a class with an endless name");
  }

  // --- the stack ---

  bool refuse(std::string why) {
    m_error = {std::move(why)};
    return false;
  }
  bool refuse(Error error) {
    m_error = std::move(error);
    return false;
  }

  bool push(PickleValue* value) {
    m_stack.push_back(value);
    return true;
  }

  bool push(PicklePayload payload) {
    if (m_pickle.pool.size() == kMaxValues) return refuse("holds too many objects");
    m_pickle.pool.push_back({std::move(payload)});
    return push(&m_pickle.pool.back());
  }

  bool push(Result<PicklePayload> payload) {
    return payload ? push(std::move(*payload)) : refuse(std::move(payload.error()));
  }

  /// Values above the last mark, which is as far as an instruction may reach.
  [[nodiscard]] std::size_t reachable() const {
    return m_stack.size() - (m_marks.empty() ? 0 : m_marks.back());
  }

  bool pop(PickleValue*& out) {
    if (reachable() == 0) return refuse("has a pickle that takes what is not there");
    out = m_stack.back();
    m_stack.pop_back();
    return true;
  }

  /// The topmost value, when it has the type that the instruction needs.
  template <typename T>
  bool top(T*& out) {
    out = reachable() == 0 ? nullptr : m_stack.back()->as<T>();
    return out != nullptr || refuse("has a pickle that fills something of the wrong kind");
  }

  /// Takes the values above the last mark, and the mark.
  bool popMark(Values& out) {
    if (m_marks.empty()) return refuse("has a pickle with a missing mark");
    const auto first = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    out.assign(first, m_stack.end());
    m_stack.erase(first, m_stack.end());
    m_marks.pop_back();
    return true;
  }

  // --- the instructions, in the groups and by the letters of pickletools.py ---

  bool pushInteger(std::size_t width) {
    std::uint64_t value = 0;
    return number(width, value) && push(PicklePayload(static_cast<std::int64_t>(value)));
  }

  /// A two's complement integer whose length is given in `width` bytes.
  bool pushLong(std::size_t width) {
    std::uint64_t length = 0;
    std::span<const std::byte> raw;
    if (!number(width, length) || !take(length, raw)) return false;
    if (length > 8) return push(PicklePayload(PickleOpaque{"a number"}));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      value |= std::to_integer<std::uint64_t>(raw[i]) << 8 * i;
    }
    const bool negative = !raw.empty() && (raw.back() & std::byte{0x80}) != std::byte{0};
    if (negative && raw.size() < 8) value |= ~std::uint64_t{0} << 8 * raw.size();
    return push(PicklePayload(static_cast<std::int64_t>(value)));
  }

  bool pushFloat() {
    std::span<const std::byte> raw;  // the one number that pickles store big-endian
    if (!take(8, raw)) return false;
    std::uint64_t bits = 0;
    for (const std::byte b : raw) bits = bits << 8U | std::to_integer<std::uint64_t>(b);
    return push(PicklePayload(std::bit_cast<double>(bits)));
  }

  bool pushSigned32() {
    std::uint64_t value = 0;
    return number(4, value) && push(PicklePayload(std::int64_t{
                                   static_cast<std::int32_t>(static_cast<std::uint32_t>(value))}));
  }

  Outcome scalar(unsigned code) {
    switch (code) {
      case 'N':
        return push(PicklePayload(PickleNone{}));
      case 0x88:  // NEWTRUE
        return push(PicklePayload(true));
      case 0x89:  // NEWFALSE
        return push(PicklePayload(false));
      case 'K':  // BININT1
        return pushInteger(1);
      case 'M':  // BININT2
        return pushInteger(2);
      case 'J':  // BININT
        return pushSigned32();
      case 0x8A:  // LONG1
        return pushLong(1);
      case 0x8B:  // LONG4
        return pushLong(4);
      case 'G':  // BINFLOAT
        return pushFloat();
      default:
        return std::nullopt;
    }
  }

  /// A string whose length is given in `width` bytes; byte strings are skipped.
  bool pushText(std::size_t width, bool characters) {
    std::uint64_t length = 0;
    std::span<const std::byte> raw;
    if (!number(width, length) || !take(length, raw)) return false;
    if (!characters) return push(PicklePayload(PickleOpaque{"a byte string"}));
    return push(PicklePayload(std::string(reinterpret_cast<const char*>(raw.data()), raw.size())));
  }

  Outcome text(unsigned code) {
    switch (code) {
      case 0x8C:  // SHORT_BINUNICODE
        return pushText(1, true);
      case 'X':  // BINUNICODE
        return pushText(4, true);
      case 0x8D:  // BINUNICODE8
        return pushText(8, true);
      case 'C':  // SHORT_BINBYTES
        return pushText(1, false);
      case 'B':  // BINBYTES
        return pushText(4, false);
      case 0x8E:  // BINBYTES8
        return pushText(8, false);
      default:
        return std::nullopt;
    }
  }

  bool pushTuple(std::size_t count) {
    if (reachable() < count) return refuse("has a pickle that takes what is not there");
    const auto first = m_stack.end() - static_cast<std::ptrdiff_t>(count);
    PickleTuple tuple{{first, m_stack.end()}};
    m_stack.erase(first, m_stack.end());
    return push(PicklePayload(std::move(tuple)));
  }

  bool append(const Values& values) {
    PickleList* list = nullptr;
    if (!top(list)) return false;
    list->items.insert(list->items.end(), values.begin(), values.end());
    return true;
  }

  Outcome container(unsigned code) {
    Values values;
    PickleValue* value = nullptr;
    switch (code) {
      case '(':  // MARK
        m_marks.push_back(m_stack.size());
        return true;
      case ')':  // EMPTY_TUPLE
        return push(PicklePayload(PickleTuple{}));
      case 0x85:  // TUPLE1
      case 0x86:  // TUPLE2
      case 0x87:  // TUPLE3
        return pushTuple(code - 0x84);
      case 't':  // TUPLE
        return popMark(values) && push(PicklePayload(PickleTuple{std::move(values)}));
      case ']':  // EMPTY_LIST
        return push(PicklePayload(PickleList{}));
      case 'a':  // APPEND
        return pop(value) && append({value});
      case 'e':  // APPENDS
        return popMark(values) && append(values);
      case '0':  // POP
        return pop(value);
      case '1':  // POP_MARK
        return popMark(values);
      default:
        return std::nullopt;
    }
  }

  bool setItems(const Values& values) {
    PickleDict* dict = nullptr;
    if (!top(dict)) return false;
    if (values.size() % 2 != 0) return refuse("has a dictionary with a key but no value");
    for (std::size_t i = 0; i < values.size(); i += 2) {
      dict->items.emplace_back(values[i], values[i + 1]);
    }
    return true;
  }

  Outcome dictionary(unsigned code) {
    Values values;
    PickleValue* key = nullptr;
    PickleValue* value = nullptr;
    switch (code) {
      case '}':  // EMPTY_DICT
        return push(PicklePayload(PickleDict{}));
      case 's':  // SETITEM
        return pop(value) && pop(key) && setItems({key, value});
      case 'u':  // SETITEMS
        return popMark(values) && setItems(values);
      default:
        return std::nullopt;
    }
  }

  bool remember(std::uint64_t index) {
    if (reachable() == 0) return refuse("has a pickle that takes what is not there");
    m_memo[index] = m_stack.back();
    return true;
  }

  bool recall(std::size_t width) {
    std::uint64_t index = 0;
    if (!number(width, index)) return false;
    const auto found = m_memo.find(index);
    if (found == m_memo.end()) return refuse("has a pickle that recalls what it never stored");
    return push(found->second);
  }

  Outcome memo(unsigned code) {
    std::uint64_t index = 0;
    switch (code) {
      case 'q':  // BINPUT
        return number(1, index) && remember(index);
      case 'r':  // LONG_BINPUT
        return number(4, index) && remember(index);
      case 0x94:  // MEMOIZE
        return remember(m_memo.size());
      case 'h':  // BINGET
        return recall(1);
      case 'j':  // LONG_BINGET
        return recall(4);
      default:
        return std::nullopt;
    }
  }

  bool pushClass(std::string_view module, std::string_view name) {
    Result<PickleClass> found = findTorchClass(module, name);
    return found ? push(PicklePayload(*found)) : refuse(std::move(found.error()));
  }

  bool classFromLines() {
    std::string module;
    std::string name;
    return line(module) && line(name) && pushClass(module, name);
  }

  bool classFromStack() {
    PickleValue* module = nullptr;
    PickleValue* name = nullptr;
    if (!pop(name) || !pop(module)) return false;
    const auto* moduleText = module->as<std::string>();
    const auto* nameText = name->as<std::string>();
    if (moduleText == nullptr || nameText == nullptr) {
      return refuse("names a class by something that is not text");
    }
    return pushClass(*moduleText, *nameText);
  }

  bool call() {
    PickleValue* arguments = nullptr;
    PickleValue* callee = nullptr;
    if (!pop(arguments) || !pop(callee)) return false;
    const auto* tuple = arguments->as<PickleTuple>();
    const auto* known = callee->as<PickleClass>();
    if (tuple == nullptr || known == nullptr) return refuse("calls something that is not a class");
    return push(callTorchClass(*known, *tuple));
  }

  /// Attributes set after construction. `state_dict()` gives its dictionary the attribute
  /// `_metadata` (module versions), which has no meaning here.
  bool dropAttributes() {
    PickleValue* attributes = nullptr;
    PickleDict* dict = nullptr;
    return pop(attributes) && top(dict);
  }

  bool stop() {
    if (m_stack.size() != 1 || !m_marks.empty()) {
      return refuse("has a pickle that does not end in one object");
    }
    m_pickle.root = m_stack.back();
    m_stopped = true;
    return true;
  }

  bool protocol() {
    std::uint64_t version = 0;
    if (!number(1, version)) return false;
    if (version >= 2 && version <= 5) return true;
    return refuse(fmt::format("uses the pickle protocol {}, which is not supported", version));
  }

  Outcome object(unsigned code) {
    std::uint64_t ignored = 0;
    PickleValue* id = nullptr;
    switch (code) {
      case 0x80:  // PROTO
        return protocol();
      case 0x95:  // FRAME: a hint for buffered reading
        return number(8, ignored);
      case 'c':  // GLOBAL
        return classFromLines();
      case 0x93:  // STACK_GLOBAL
        return classFromStack();
      case 'R':  // REDUCE
        return call();
      case 'b':  // BUILD
        return dropAttributes();
      case 'Q':  // BINPERSID
        return pop(id) && push(persistentStorage(*id));
      case '.':  // STOP
        return stop();
      default:
        return std::nullopt;
    }
  }

  std::span<const std::byte> m_bytes;
  std::size_t m_position = 0;
  std::size_t m_instruction = 0;
  bool m_stopped = false;
  Error m_error;
  Pickle m_pickle;
  Values m_stack;
  std::vector<std::size_t> m_marks;
  std::unordered_map<std::uint64_t, PickleValue*> m_memo;
};

}  // namespace

std::string_view kindOf(const PickleValue& value) {
  struct Kind {
    std::string_view operator()(const PickleNone&) const { return "None"; }
    std::string_view operator()(bool) const { return "True or False"; }
    std::string_view operator()(std::int64_t) const { return "a number"; }
    std::string_view operator()(double) const { return "a number"; }
    std::string_view operator()(const std::string&) const { return "a string"; }
    std::string_view operator()(const PickleOpaque& opaque) const { return opaque.kind; }
    std::string_view operator()(const PickleTuple&) const { return "a tuple"; }
    std::string_view operator()(const PickleList&) const { return "a list"; }
    std::string_view operator()(const PickleDict&) const { return "a dictionary"; }
    std::string_view operator()(const PickleClass&) const { return "a class"; }
    std::string_view operator()(const PickleStorage&) const { return "a storage"; }
    std::string_view operator()(const PickleTensor&) const { return "a tensor"; }
  };
  return std::visit(Kind{}, value.payload);
}

Result<Pickle> readPickle(std::span<const std::byte> bytes) {
  if (bytes.size() > kMaxPickle) {
    return fail(
        {fmt::format("has a pickle of {} bytes; at most {} are read", bytes.size(), kMaxPickle)});
  }
  return Machine(bytes).run();
}

}  // namespace scenelens
