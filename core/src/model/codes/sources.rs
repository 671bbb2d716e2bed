//! The published sources that the code lists cite.

/// A published source.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceNote {
    /// The key by which a code cites it.
    pub key: &'static str,
    /// What it is and where to find it.
    pub note: &'static str,
}

/// Every source cited by a code or by a list.
pub static SOURCES: &[SourceNote] = &[
    note("S0", "NHS England, violence prevention and reduction: england.nhs.uk"),
    note("S14", "AACE figures, healthcare-management.uk: violence against UK ambulance staff"),
    note("S16", "AACE release of 24 April 2025, neas.nhs.uk"),
    note("S17", "AACE campaign text of July 2024"),
    note("S18", "AACE on violence reduction, emergencyservicestimes.com"),
    note("S22", "Answers of ambulance trusts under the Freedom of Information Act, 2020"),
    note("S26", "Staff survey on unwanted sexual behaviour, The Guardian, 7 March 2024"),
    note("S27", "NHS England, supporting our people: violence prevention and safety, 2024 figures"),
    note("S28", "GMB North West, 28 November 2018"),
    note("S34", "Body-worn cameras in the East Midlands, chad.co.uk, 11 January 2023"),
    note(
        "S35",
        "Gerressu, Newman and Bezemer, interview study on body-worn cameras, doi 10.56068/eicw3180",
    ),
    note("S39", "Yorkshire Ambulance Service, privacy notice on camera surveillance: yas.nhs.uk"),
    note("S42", "Violence against paramedics in Peel Region, IJERPH 20:6644"),
    note("S43", "Risk of violence per call in Peel Region, Healthcare 13:1806"),
    note(
        "S46",
        "Hazard flags in Peel Region, Healthcare 2024;12:909, doi 10.3390/healthcare12090909",
    ),
    note("S53", "Abusive 999 calls, Express and Star, 8 March 2017"),
    note("S54", "Ending abusive 999 calls at South Central Ambulance Service, BBC"),
    note("S59", "Answer under the Freedom of Information Act with Datix categories"),
    note("S62", "Medical factors in NHS Protect's figures, mddus.com, December 2013"),
    note("S63", "East of England Ambulance Service: please report all cases"),
    note("S64", "East of England Ambulance Service: please report all assaults"),
    note("S65", "Abusive behaviour policy of a GP surgery, after NHS definitions"),
    note("S66", "LFPSE taxonomy v5, an unofficial copy of January 2023"),
    note("S72", "RIDDOR 2013, regulation 4: legislation.gov.uk/uksi/2013/1471"),
    note("S74", "HSE, reporting and learning from incidents: hse.gov.uk/violence"),
    note("S77", "NHS Protect's lists, in a Labour Research Department guide"),
    note("S78", "Sexual assaults on ambulance staff, The Guardian, 23 April 2018"),
    note("S79", "Hate incidents, reportandsupport.ljmu.ac.uk"),
    note("S80", "Malicious calls, Matlock Mercury, 21 May 2018"),
    note("S81", "Obstruction of emergency workers, a Labour Research Department guide"),
    note("S82", "Operation Cavell, press reports of March 2021"),
    note("S83", "Severity of assault by weapon, Injury Prevention 12:395"),
    note("S84", "Alcohol and assaults, an audit of Scottish emergency departments"),
    note("S85", "NHS Data Dictionary, activity location type code"),
    note("S86", "Long waits for ambulances, Western Telegraph"),
    note("S89", "Gwent Police, answer 202528532 under the Freedom of Information Act"),
    note("S90", "Sanctions for assaults on NHS staff, Evesham Journal"),
    note("S95", "Welsh Ambulance Service on TRiM, phw.nhs.wales"),
    note("S97", "The Ambulance Staff Charity's crisis line, airmedandrescue.com"),
    note("S98", "East of England Ambulance Service: violence and aggression against our people"),
    note("S91", "NHS Protect, unacceptable behaviour guidance, studylib.net/doc/18354652"),
    note("S92", "East Lancashire Hospitals, safer environments policy, elht.nhs.uk"),
    note(
        "S93",
        "Nuisance on NHS premises: Criminal Justice and Immigration Act 2008, sections 119 and 120",
    ),
    note("S94", "Frequent callers, South Western Ambulance Service, verseonecloud.com"),
    note("S144", "Complex problems require complex solutions, paramedicpractice.com"),
    note("S145", "A crew not told of a marker, briankellett.net"),
    note("S146", "Quigg 2017, assaults by weekday and holiday"),
    note(
        "S99",
        "Location Alert Register of the London Ambulance Service, answer of 2013, 4ni.co.uk",
    ),
    note("S102", "Abusive calls to the Welsh Ambulance Service, Sky News"),
    note("S104", "HL7 FHIR R4, flag: hl7.org/fhir/R4/flag-definitions.html"),
    note("S109", "A provider's security policy after NHS guidance, issuu.com/providecic"),
    note("S110", "East of England Ambulance Service: CAD markers, the new flags and warnings"),
    note("S111", "Warning letters to addresses with attacks on crews, maybo.co.uk, 2013"),
];

const fn note(key: &'static str, note: &'static str) -> SourceNote {
    SourceNote { key, note }
}
