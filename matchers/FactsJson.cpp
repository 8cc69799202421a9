// How facts travel between processes. One file instead of inline functions:
// most files include the facts, few write them.
#include "matchers/Facts.h"
#include "matchers/Ledger.h"

#include "nlohmann/json.hpp"

#include <span>
#include <string>
#include <utility>

using nlohmann::json;

namespace premap {
namespace {

template <typename Enum>
using Words = std::span<const std::pair<Enum, const char *>>;

template <typename Enum> const char *findWord(Enum Value, Words<Enum> All) {
  for (const auto &[Known, Word] : All)
    if (Known == Value)
      return Word;
  return All.front().second;
}

template <typename Enum>
void findValue(const std::string &Text, Enum &Value, Words<Enum> All) {
  Value = All.front().first;
  for (const auto &[Known, Word] : All)
    if (Word == Text)
      Value = Known;
}

} // namespace

#define PREMAP_ENUM_WORDS(Enum, ...)                                           \
  static constexpr std::pair<Enum, const char *> Enum##Words[] = __VA_ARGS__;  \
  const char *wordOf(Enum Value) {                                             \
    return findWord(Value, Words<Enum>(Enum##Words));                          \
  }                                                                            \
  void setByWord(const std::string &Word, Enum &Value) {                       \
    findValue(Word, Value, Words<Enum>(Enum##Words));                          \
  }

// nlohmann's macro for a list of members, in functions that are not inline.
#define PREMAP_STRUCT_JSON(Type, ...)                                          \
  void to_json(json &nlohmann_json_j, const Type &nlohmann_json_t) {           \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))   \
  }                                                                            \
  void from_json(const json &nlohmann_json_j, Type &nlohmann_json_t) {         \
    const Type nlohmann_json_default_obj{};                                    \
    NLOHMANN_JSON_EXPAND(                                                      \
        NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, __VA_ARGS__))     \
  }

PREMAP_STRUCT_JSON(Span, Path, Offset, Length, Line, Column)

PREMAP_ENUM_WORDS(HandlerClass,
                  {{HandlerClass::RejectOnly, "reject_only"},
                   {HandlerClass::VmOpsOnly, "vm_ops_only"},
                   {HandlerClass::FlagSetting, "flag_setting"},
                   {HandlerClass::GenericFile, "generic_file"},
                   {HandlerClass::RemapPfnRange, "remap_pfn_range"},
                   {HandlerClass::IoRemap, "io_remap"},
                   {HandlerClass::PageInsertion, "page_insertion"},
                   {HandlerClass::PostHook, "post_hook"},
                   {HandlerClass::Delegating, "delegating"},
                   {HandlerClass::Stacked, "stacked"},
                   {HandlerClass::KeepsVma, "keeps_vma"}})

PREMAP_ENUM_WORDS(State, {{State::Convertible, "convertible"},
                          {State::Declined, "declined"},
                          {State::AlreadyConverted, "already_converted"},
                          {State::NotCompiled, "not_compiled"},
                          {State::ParseFailed, "parse_failed"},
                          {State::TextOnly, "text_only"},
                          {State::Converted, "converted"},
                          {State::ConvertedUnderAssumptions,
                           "converted_under_assumptions"},
                          {State::Inconclusive, "inconclusive"},
                          {State::Refuted, "refuted"},
                          {State::EditFailed, "edit_failed"}})

PREMAP_ENUM_WORDS(EventKind, {{EventKind::FieldRead, "FieldRead"},
                              {EventKind::FieldWrite, "FieldWrite"},
                              {EventKind::FieldAddress, "FieldAddress"},
                              {EventKind::Size, "Size"},
                              {EventKind::Pages, "Pages"},
                              {EventKind::FlagTest, "FlagTest"},
                              {EventKind::FlagSet, "FlagSet"},
                              {EventKind::FlagClear, "FlagClear"},
                              {EventKind::FlagModify, "FlagModify"},
                              {EventKind::Map, "Map"},
                              {EventKind::GenericFile, "GenericFile"},
                              {EventKind::HelperCall, "HelperCall"},
                              {EventKind::OtherCall, "OtherCall"},
                              {EventKind::IndirectCall, "IndirectCall"},
                              {EventKind::Escape, "Escape"},
                              {EventKind::FileRead, "FileRead"},
                              {EventKind::Acquire, "Acquire"},
                              {EventKind::Release, "Release"},
                              {EventKind::Lock, "Lock"},
                              {EventKind::Unlock, "Unlock"},
                              {EventKind::SideEffect, "SideEffect"},
                              {EventKind::Return, "Return"},
                              {EventKind::InactiveUse, "InactiveUse"}})

PREMAP_ENUM_WORDS(FlagTestForm, {{FlagTestForm::AnySet, "AnySet"},
                                 {FlagTestForm::AllSet, "AllSet"},
                                 {FlagTestForm::NoneSet, "NoneSet"},
                                 {FlagTestForm::NotAllSet, "NotAllSet"},
                                 {FlagTestForm::Mask, "Mask"}})

PREMAP_ENUM_WORDS(ResultUse, {{ResultUse::None, "None"},
                              {ResultUse::Ignored, "Ignored"},
                              {ResultUse::Returned, "Returned"},
                              {ResultUse::IfReturn, "IfReturn"},
                              {ResultUse::AssignReturn, "AssignReturn"},
                              {ResultUse::AssignIfReturn, "AssignIfReturn"},
                              {ResultUse::UnlockReturn, "UnlockReturn"},
                              {ResultUse::Other, "Other"}})

PREMAP_STRUCT_JSON(Argument, Where, Text, Holds)

PREMAP_STRUCT_JSON(Event, Kind, Where, Access, Text, Name, Operator, Value,
                   Args, Flags, SingleBits, Expected, Test, VmaArg, FileArg,
                   Chain, Callee, Call, Result, ResultVariable, Statement,
                   StatementDeclares, ErrorValue, PrintsError, ErrorBranch,
                   ResultReadLater, ResultReturned, NeedsBraces, InMacro,
                   InLoop, Refuses, OnEverySuccess, Unevaluated, LocksHeld,
                   After)

PREMAP_STRUCT_JSON(LocalVariable, Name, Type, Declaration, Declarator, Alone,
                   Initializer, InitializerHasEffect, AddressTaken, InMacro,
                   Reads, Writes)

PREMAP_ENUM_WORDS(StepKind, {{StepKind::Call, "call"},
                             {StepKind::Set, "set"},
                             {StepKind::Store, "store"},
                             {StepKind::Use, "use"},
                             {StepKind::Branch, "branch"},
                             {StepKind::ScopeEnd, "scope_end"},
                             {StepKind::Return, "return"}})

PREMAP_ENUM_WORDS(Outcome, {{Outcome::Success, "success"},
                            {Outcome::Error, "error"},
                            {Outcome::Unknown, "unknown"}})

PREMAP_ENUM_WORDS(RangeUseKind, {{RangeUseKind::Offset, "offset"},
                                 {RangeUseKind::FaultOffset, "fault_offset"},
                                 {RangeUseKind::Distance, "distance"}})

PREMAP_ENUM_WORDS(RangeUseRole, {{RangeUseRole::Index, "index"},
                                 {RangeUseRole::Selector, "selector"},
                                 {RangeUseRole::Compared, "compared"},
                                 {RangeUseRole::Passed, "passed"},
                                 {RangeUseRole::Other, "other"}})

PREMAP_STRUCT_JSON(Step, Kind, Where, Text, Name, Operator, Value, From, Args,
                   Size, Offset, Taken)

PREMAP_STRUCT_JSON(FlowPath, Steps, Ends, From)

PREMAP_STRUCT_JSON(RangeUse, Kind, Role, Where, Text, Callee)

PREMAP_STRUCT_JSON(HandlerBody, Present, VmaParameter, FileParameter, IsDesc,
                   Block, Events, Locals, HasFlow, ChecksSize, ChecksOffset,
                   DeadChecks, Steps, Paths, AllPaths, RangeUses, Called, VmOps,
                   FlagsSet, FlagsCleared, FlagsTested, PrivateDataWritten,
                   PageProtWritten, PgoffWritten, FileWritten, CallsWithVma,
                   Acquires, LocksHeldOverRemap)

PREMAP_ENUM_WORDS(EntryForm,
                  {{EntryForm::Designated, "designated"},
                   {EntryForm::RuntimeAssignment, "runtime_assignment"},
                   {EntryForm::Positional, "positional"},
                   {EntryForm::MacroBody, "macro_body"},
                   {EntryForm::Copy, "copy"}})

PREMAP_ENUM_WORDS(FieldUseKind, {{FieldUseKind::Declaration, "declaration"},
                                 {FieldUseKind::Call, "call"},
                                 {FieldUseKind::Read, "read"},
                                 {FieldUseKind::NotAHook, "not_a_hook"}})

PREMAP_ENUM_WORDS(MentionKind, {{MentionKind::Definition, "definition"},
                                {MentionKind::Declaration, "declaration"},
                                {MentionKind::TableEntry, "table_entry"},
                                {MentionKind::Call, "call"},
                                {MentionKind::Address, "address"},
                                {MentionKind::Comment, "comment"},
                                {MentionKind::Export, "export"},
                                {MentionKind::String, "string"},
                                {MentionKind::Directive, "directive"},
                                {MentionKind::Inactive, "inactive"},
                                {MentionKind::Other, "other"}})

PREMAP_STRUCT_JSON(OpsEntry, Type, Field, Variable, Form, Where, FieldName,
                   Value, Handler, HandlerFile, Null, TakesDesc, ValueText,
                   Spelled)

PREMAP_STRUCT_JSON(VmOpsHook, Field, Value, Inactive)

PREMAP_STRUCT_JSON(VmOpsTable, Name, File, Line, Static, Hooks)

PREMAP_STRUCT_JSON(FieldUse, Kind, Type, Field, Where, Holder)

PREMAP_STRUCT_JSON(TableUse, Holder, Variable, VariableFile, WhileOpening,
                   Where)

PREMAP_STRUCT_JSON(Mention, Kind, Where, Signature, InMacro)

PREMAP_STRUCT_JSON(Parameter, Name, Type, Where)

PREMAP_STRUCT_JSON(FunctionFacts, Name, File, Line, Static, Exported, InMacro,
                   Definition, Parameters, Mentions, Body)

PREMAP_STRUCT_JSON(InactiveRegion, Where, FirstLine, LastLine, Condition)

PREMAP_STRUCT_JSON(BrokenPlace, Name, Path, FirstLine, LastLine, Error)

PREMAP_STRUCT_JSON(UnitFacts, File, Arch, Ops, Functions, ForeignMentions,
                   ForeignNames, FieldUses, VmOps, TableUses, NommuPlaces,
                   Inactive, Diagnostics, ParseFailed, BestEffort, Assumes,
                   Broken)

PREMAP_ENUM_WORDS(HitState, {{HitState::Handled, "handled"},
                             {HitState::BestEffort, "best_effort"},
                             {HitState::NotCompiled, "not_compiled"},
                             {HitState::ParseFailed, "parse_failed"},
                             {HitState::TextOnly, "text_only"}})

std::string toString(HandlerClass Class) { return wordOf(Class); }
std::string toString(State S) { return wordOf(S); }

} // namespace premap
