// What one function does with its vma and its file, as events in source order,
// with the control flow between them: all that classification and rewriting
// know about a body.
#ifndef PREMAP_MATCHERS_HANDLERBODY_H
#define PREMAP_MATCHERS_HANDLERBODY_H

#include "matchers/Span.h"

#include <string>
#include <vector>

namespace premap {

enum class EventKind {
  FieldRead,    ///< `vma->F`; Name = F
  FieldWrite,   ///< `vma->F = Value`; Name = F, Operator = "=", "|=", ...
  FieldAddress, ///< `&vma->F`
  Size,         ///< `vma->vm_end - vma->vm_start`, bytes
  Pages,        ///< vma_pages(vma)
  FlagTest,     ///< `vma->vm_flags & M` compared with 0 or M; Flags, Test
  FlagSet,      ///< vm_flags_set(vma, M) or `vma->vm_flags |= M`
  FlagClear,    ///< vm_flags_clear(vma, M)
  FlagModify,   ///< vm_flags_mod/reset/init: Args as written
  Map,         ///< Name = remap_pfn_range, io_remap_pfn_range, vm_iomap_memory,
               ///< vm_insert_page[s], vm_map_pages[_zero], vmf_insert_*, ...
  GenericFile, ///< Name = generic_file_mmap, generic_file_readonly_mmap
  HelperCall,  ///< a function with a body in this file gets the vma
  OtherCall,   ///< any other named function gets the vma
  IndirectCall, ///< a function pointer gets the vma; Name = its spelling
  Escape,       ///< the vma pointer is stored, compared, returned, copied
  FileRead,     ///< the `file` parameter is used
  Acquire,      ///< a reference or memory is taken; Name = callee
  Release,
  Lock,
  Unlock,
  SideEffect, ///< a store to memory that is not local, or a call that may do so
  Return,     ///< Value = what is returned
};

enum class FlagTestForm { AnySet, AllSet, NoneSet, NotAllSet, Mask };

/// What becomes of a call's result, for calls that turn into actions.
enum class ResultUse {
  None,           ///< not a call
  Ignored,        ///< `f(vma);`
  Returned,       ///< `return f(vma);`
  IfReturn,       ///< `if (f(vma)) return E;` with or without braces
  AssignReturn,   ///< `r = f(vma); return r;`
  AssignIfReturn, ///< `r = f(vma); if (r) return r;` (or `if (r) return E;`)
  Other,
};

struct Argument {
  Span Where;
  std::string Text;
};

struct Event {
  EventKind Kind = EventKind::FieldRead;
  Span Where;       ///< the whole expression, as the rewriter may replace it
  std::string Text; ///< as written
  std::string Name;
  std::string Operator;
  Argument Value; ///< right-hand side or returned expression
  std::vector<Argument> Args;
  std::vector<std::string>
      Flags; ///< "VM_IO", ...; empty if not spelled as such
  FlagTestForm Test = FlagTestForm::AnySet;
  ResultUse Result = ResultUse::None;
  Span Statement;         ///< the full statement that goes when the call goes
  std::string ErrorValue; ///< what the function returns if the call fails:
                          ///< "-EAGAIN", "ret", ""
  bool NeedsBraces =
      false;            ///< the statement is the unbraced body of if/else/for
  bool InMacro = false; ///< an expansion is involved: not editable
  bool InLoop = false;
  std::vector<unsigned>
      After; ///< indices of events that may run after this one
};

/// The events, and their sums for people, reports and classification.
struct HandlerBody {
  bool Present = false;                    ///< the definition was seen
  std::string VmaParameter, FileParameter; ///< names, "" if unnamed or absent
  std::vector<Event> Events;

  std::vector<std::string> VmOps; ///< what vm_ops is set to
  std::vector<std::string> FlagsSet, FlagsCleared, FlagsTested;
  bool PrivateDataWritten = false, PageProtWritten = false;
  bool PgoffWritten = false, FileWritten = false;
  std::vector<std::string> CallsWithVma; ///< callee names, in source order
  std::vector<std::string> Acquires;
  std::vector<std::string> LocksHeldOverRemap;
};

NLOHMANN_JSON_SERIALIZE_ENUM(EventKind,
                             {{EventKind::FieldRead, "FieldRead"},
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
                              {EventKind::Return, "Return"}})

NLOHMANN_JSON_SERIALIZE_ENUM(FlagTestForm,
                             {{FlagTestForm::AnySet, "AnySet"},
                              {FlagTestForm::AllSet, "AllSet"},
                              {FlagTestForm::NoneSet, "NoneSet"},
                              {FlagTestForm::NotAllSet, "NotAllSet"},
                              {FlagTestForm::Mask, "Mask"}})

NLOHMANN_JSON_SERIALIZE_ENUM(ResultUse,
                             {{ResultUse::None, "None"},
                              {ResultUse::Ignored, "Ignored"},
                              {ResultUse::Returned, "Returned"},
                              {ResultUse::IfReturn, "IfReturn"},
                              {ResultUse::AssignReturn, "AssignReturn"},
                              {ResultUse::AssignIfReturn, "AssignIfReturn"},
                              {ResultUse::Other, "Other"}})

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Argument, Where, Text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Event, Kind, Where, Text, Name,
                                                Operator, Value, Args, Flags,
                                                Test, Result, Statement,
                                                ErrorValue, NeedsBraces,
                                                InMacro, InLoop, After)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(
    HandlerBody, Present, VmaParameter, FileParameter, Events, VmOps, FlagsSet,
    FlagsCleared, FlagsTested, PrivateDataWritten, PageProtWritten,
    PgoffWritten, FileWritten, CallsWithVma, Acquires, LocksHeldOverRemap)

} // namespace premap

#endif
